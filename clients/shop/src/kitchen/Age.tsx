import { useEffect, useState } from 'react';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/** How long ago something was, to the minute. */
export function Age({ since }: { readonly since: string }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), MINUTE_MS / 4);
    return () => clearInterval(timer);
  }, []);
  const minutes = Math.max(0, Math.floor((now - Date.parse(since)) / MINUTE_MS));
  return (
    <time dateTime={since} className={minutes > 20 ? 'age age-long' : 'age'}>
      {inWords(minutes, since)}
    </time>
  );
}

function inWords(minutes: number, since: string): string {
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${String(minutes)} min`;
  if (minutes < DAY_MINUTES) return `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min`;
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' }).format(new Date(since));
}
