// Segment's open browser SDK as it is, told by its script tag where to send: to the host it came from.
//
//   <script defer src="https://HOST/sdk/analytics.js" data-write-key="KEY"></script>
//
// data-consent="required": nothing is stored on the device and nothing is sent before the page calls
// analytics.load(), after the visitor's yes. data-page="off": no page view of its own.
import { AnalyticsBrowser } from '@segment/analytics-next';

declare global {
  interface Window {
    analytics?: AnalyticsBrowser;
  }
}

function start(script: HTMLScriptElement): AnalyticsBrowser {
  const { writeKey = '', consent, page } = script.dataset;
  const from = new URL(script.src);
  const protocol = from.protocol === 'http:' ? 'http' : 'https';
  const sender = { apiHost: `${from.host}/v1`, protocol } as const;
  const analytics = new AnalyticsBrowser();
  const load = analytics.load.bind(analytics);
  const begin = () =>
    load({ writeKey, cdnURL: from.origin }, { integrations: { 'Segment.io': sender } });
  analytics.load = begin;
  if (page !== 'off') void analytics.page();
  if (consent !== 'required') begin();
  return analytics;
}

// A page that has it twice counts once.
if (!(window.analytics instanceof AnalyticsBrowser)) {
  window.analytics = start(document.currentScript as HTMLScriptElement);
}
