/** Addresses of this feature; every link to it is built here. */
export const urls = {
  sender: () => '/settings/sender',
  sink: () => '/test-inbox',
  /** The mail of this Message-ID in the sink. */
  sinkOf: (messageId: string) => `/test-inbox?q=${encodeURIComponent(messageId)}`,
};
