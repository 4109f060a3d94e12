import { describe, expect, it } from 'vitest';
import { propsOf } from './props';

describe('the properties of an event', () => {
  it('are pairs of a name and a value', () => {
    expect(propsOf('{"campaign_id":18,"campaign_type":"Type A","tags":["a"]}')).toEqual([
      ['campaign_id', '18'],
      ['campaign_type', 'Type A'],
      ['tags', '["a"]'],
    ]);
  });

  it('show as they are when they are no object', () => {
    expect(propsOf('broken {')).toEqual([['', 'broken {']]);
    expect(propsOf('3')).toEqual([['', '3']]);
  });

  it('are none when there are none', () => {
    expect([propsOf('{}'), propsOf(''), propsOf(undefined)]).toEqual([[], [], []]);
  });
});
