import { describe, expect, it } from 'vitest';
import { bodyOf, freshSelector, unsigned, valuesOf, type Sender } from './sender';

const SAVED: Sender = {
  is_set: true,
  uses_sink: false,
  uses_installation: false,
  has_sink: true,
  host: 'smtp.brand.example',
  port: 465,
  security: 'tls',
  username: 'news',
  has_password: true,
  from_name: 'Brand',
  from_address: 'news@brand.example',
  reply_to: '',
  postal_address: 'Road 1',
  dkim_domain: 'brand.example',
  dkim_selector: 'hk202611',
  has_dkim_key: true,
  dkim_name: 'hk202611._domainkey.brand.example',
  dkim_record: 'v=DKIM1; k=rsa; p=x',
  connections: 8,
  per_second: 0,
  most_attempts: 5,
  retry_seconds: 60,
  updated_at: null,
};

describe('saving the sender', () => {
  it('changes nothing when nothing was changed', () => {
    const { host, port, security, username, dkim_domain, dkim_selector } = SAVED;
    expect(bodyOf(valuesOf(SAVED), SAVED)).toMatchObject({
      ...{ host, port, security, username, dkim_domain, dkim_selector },
      password: null,
      dkim_key: null,
    });
  });

  it('keeps the password that is there until another is typed', () => {
    expect(bodyOf({ ...valuesOf(SAVED), password: '' }, SAVED).password).toBeNull();
    expect(bodyOf({ ...valuesOf(SAVED), password: 'new' }, SAVED).password).toBe('new');
  });

  it('forgets the own server when the installation sends', () => {
    expect(bodyOf({ ...valuesOf(SAVED), way: 'home' }, SAVED)).toMatchObject({
      host: '',
      username: '',
      password: '',
    });
  });

  it('lets the signing domain follow the address, unless it was another all along', () => {
    const moved = { ...valuesOf(SAVED), from_address: 'hi@other.example' };
    expect(bodyOf(moved, SAVED).dkim_domain).toBe('other.example');
    expect(bodyOf(moved, { ...SAVED, dkim_domain: 'mail.example' }).dkim_domain).toBe(
      'mail.example',
    );
    expect(bodyOf(moved, { ...SAVED, dkim_domain: '' }).dkim_domain).toBe('');
  });

  it('no longer signs without key and selector', () => {
    expect(unsigned(SAVED)).toMatchObject({ dkim_selector: '', dkim_key: '', host: SAVED.host });
  });
});

it('a fresh selector says its month', () => {
  expect(freshSelector(new Date('2026-11-22T08:00:00Z'))).toBe('hk202611');
});
