import { skipToken, useQuery } from '@apollo/client/react';
import { useEffect } from 'react';
import { LiveMark } from '../api/LiveMark';
import { refusalInWords } from '../api/refusal';
import { VisitedMenuDocument, type VisitedMenuQuery } from '../../../generated/operations/graphql';
import { AtTheDoor } from './AtTheDoor';
import { useBasket } from './basket';
import { BasketPanel } from './BasketPanel';
import { Menu } from './Menu';
import { dishesOf } from './menuSections';
import { Orders } from './Orders';
import { useFollowedOrders } from './useFollowedOrders';

export type Shop = NonNullable<VisitedMenuQuery['visitedShop']>;

const PAGE = 100;

export function GuestPage({ hasVisit }: { readonly hasVisit: boolean }) {
  const { data, error, fetchMore } = useQuery(
    VisitedMenuDocument,
    hasVisit ? { variables: { first: PAGE } } : skipToken,
  );
  const shop = data?.visitedShop;
  const next = shop?.products?.pageInfo;
  useEffect(() => {
    // A long menu comes page by page.
    if (next?.hasNextPage === true) void fetchMore({ variables: { first: PAGE, after: next.endCursor } });
  }, [next, fetchMore]);

  if (shop) return <InShop shop={shop} />;
  if (error) return <AtTheDoor problem={refusalInWords(error)} />;
  if (!hasVisit) return <AtTheDoor />;
  if (data)
    return <AtTheDoor problem="This code is not good any more. Please scan the one that hangs at the door now." />;
  return (
    <main className="door" aria-busy="true">
      <p>One moment…</p>
    </main>
  );
}

function InShop({ shop }: { readonly shop: Shop }) {
  const dishes = dishesOf(shop);
  const basket = useBasket(shop.id);
  const followed = useFollowedOrders();
  useEffect(() => {
    document.title = shop.name;
  }, [shop.name]);
  return (
    <>
      <header className="shop-head">
        <div>
          <p className="quiet">{shop.address.street + ', ' + shop.address.city}</p>
          <h1>{shop.name}</h1>
          <p className="shop-about">{shop.description}</p>
        </div>
        <p className="shop-state">
          <span className={shop.open ? 'badge badge-good' : 'badge'}>{shop.open ? 'Taking orders' : 'Closed'}</span>
          <LiveMark />
        </p>
      </header>
      <div className="shop">
        <main>
          <Orders followed={followed} onAgain={basket.addAll} />
          <Menu dishes={dishes} products={shop.products} basket={basket} />
        </main>
        <BasketPanel shop={shop} dishes={dishes} basket={basket} onPlaced={followed.reload} />
      </div>
    </>
  );
}
