/** A record in a row of a list: what it is called, and what else is known, masked. */
import { Link } from 'react-router';
import type { Record } from '../api';
import { urls } from '../urls';

export function Whom({ record }: { record: Record }) {
  const values = [...record.user_id, ...record.phone, ...record.email];
  return (
    <>
      <Link to={urls.customer(record.id)}>{record.label || record.id}</Link>
      <div className="soft">{values.filter((one) => one !== record.label).join(' · ')}</div>
    </>
  );
}
