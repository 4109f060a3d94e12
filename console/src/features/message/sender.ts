/** The sender's settings as the form holds them, and as the server wants them. Pure. */
import type { Schemas } from '../../shared/api/client';

export type Sender = Schemas['SenderOut'];
export type SenderIn = Schemas['SenderIn'];
/** The installation's way (its server, or the sink), or a server of this workspace. */
export type Way = 'home' | 'own';

export interface SenderValues {
  from_name: string;
  from_address: string;
  reply_to?: string;
  postal_address: string;
  way: Way;
  host?: string;
  port?: number;
  security?: string;
  username?: string;
  /** Empty keeps the password there is. */
  password?: string;
  per_second: number;
  connections: number;
  most_attempts: number;
  retry_seconds: number;
}

export const PORTS: Record<string, number> = { tls: 465, starttls: 587, none: 25 };

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

export function valuesOf(sender: Sender): SenderValues {
  const { from_name, from_address, reply_to, postal_address, host, port, security } = sender;
  const { username, per_second, connections, most_attempts, retry_seconds } = sender;
  return {
    ...{ from_name, from_address, reply_to, postal_address, host, port, security, username },
    ...{ per_second, connections, most_attempts, retry_seconds },
    way: host ? 'own' : 'home',
  };
}

/**
 * What to save. The signing domain follows the sender's address as long as it was its domain; a
 * password left empty stays, and goes when the workspace no longer has a server of its own.
 */
export function bodyOf(values: SenderValues, known: Sender): SenderIn {
  const { way, host = '', username = '', password = '', reply_to = '', ...plain } = values;
  const isOwn = way === 'own';
  const followed = known.dkim_domain === domainOf(known.from_address);
  return {
    ...plain,
    reply_to,
    host: isOwn ? host.trim() : '',
    port: values.port ?? known.port,
    security: values.security ?? known.security,
    username: isOwn ? username : '',
    password: isOwn ? password || null : '',
    dkim_domain: followed ? domainOf(plain.from_address.trim()) : known.dkim_domain,
    dkim_selector: known.dkim_selector,
    dkim_key: null,
  };
}

/** What to save so that mails are no longer signed; all else stays. */
export const unsigned = (known: Sender): SenderIn => ({
  ...bodyOf(valuesOf(known), known),
  dkim_domain: '',
  dkim_selector: '',
  dkim_key: '',
});

/** A selector that says when its key was made: `hk202611`. */
export const freshSelector = (now: Date): string =>
  `hk${now.toISOString().slice(0, 7).replace('-', '')}`;
