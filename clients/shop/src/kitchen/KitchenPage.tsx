import { useQuery } from '@apollo/client/react';
import { useEffect, useState } from 'react';
import { OwnShopsDocument, type ShopCardFragment } from '../../../generated/operations/graphql';
import { useApi } from '../api/Denied';
import { LiveMark } from '../api/LiveMark';
import { refusalInWords } from '../api/refusal';
import { useSignal } from '../api/Signal';
import { Board } from './Board';
import { DoorCode } from './DoorCode';
import type { OwnerSession } from './OwnerSession';
import { SignIn } from './SignIn';

export function KitchenPage({ session }: { readonly session: OwnerSession }) {
  const state = useSignal(session.state);
  useEffect(() => {
    // The tab was reloaded: what is kept of the sign-in gives a new token.
    if (state === 'unknown') void session.refresh().then((isIn) => isIn || session.state.set('out'));
  }, [state, session]);
  if (state === 'in') return <Shops session={session} />;
  if (state === 'out') return <SignIn session={session} />;
  return (
    <main className="door" aria-busy="true">
      <p>One moment…</p>
    </main>
  );
}

function Shops({ session }: { readonly session: OwnerSession }) {
  const api = useApi();
  const { data, error } = useQuery(OwnShopsDocument);
  const [chosen, choose] = useState<string | null>(null);
  const shops = (data?.viewer?.shops ?? []).filter((shop) => shop !== null);
  const shop = shops.find(({ id }) => id === chosen) ?? shops[0];
  const signOut = async () => {
    await session.signOut().catch(() => undefined);
    await api.forget();
  };
  return (
    <>
      <header className="kitchen-head">
        <ShopName shops={shops} shop={shop} onChoose={choose} />
        <LiveMark />
        {shop ? <DoorCode key={shop.id} shop={shop} /> : null}
        <button type="button" className="plain" onClick={() => void signOut()}>
          Sign out
        </button>
      </header>
      {error ? (
        <p className="notice" role="alert">
          {refusalInWords(error)}
        </p>
      ) : null}
      {shop ? <Board key={shop.id} shopId={shop.id} /> : null}
      {data && !shop ? (
        <main className="door">
          <h1>No shop</h1>
          <p>This account owns no shop. Sign in with the account of an owner.</p>
        </main>
      ) : null}
    </>
  );
}

interface NameProps {
  readonly shops: readonly ShopCardFragment[];
  readonly shop: ShopCardFragment | undefined;
  readonly onChoose: (id: string) => void;
}

function ShopName({ shops, shop, onChoose }: NameProps) {
  if (shops.length < 2) return <h1>{shop?.name ?? 'Kitchen'}</h1>;
  return (
    <h1>
      <select aria-label="Shop" value={shop?.id} onChange={({ target }) => onChoose(target.value)}>
        {shops.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </h1>
  );
}
