/** A value once it has stopped changing for a moment, so that typing does not ask at every key. */
import { useEffect, useState } from 'react';

export function usePausedValue<Value>(value: Value, milliseconds: number): Value {
  const [paused, setPaused] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setPaused(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return paused;
}
