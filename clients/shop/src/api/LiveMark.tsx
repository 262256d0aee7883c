import { useApi } from './Denied';
import { useSignal } from './Signal';

/** Whether what is shown changes by itself. */
export function LiveMark() {
  const { isLost, openings } = useSignal(useApi().connection);
  if (openings === 0 && !isLost) return null;
  return (
    <span className={isLost ? 'live live-lost' : 'live'} role="status">
      {isLost ? 'Reconnecting…' : 'Live'}
    </span>
  );
}
