import * as table from './documents.mjs';
import { assertOwner, isVisiting } from './ownership.mjs';

/** Whether the caller owns the shop or is in it; found out once a request. */
export function maySeeProducts(caller) {
  const answers = new Map();
  return (shop) => {
    const answer = answers.get(shop) ?? find(caller, shop);
    answers.set(shop, answer);
    return answer;
  };
}

async function find(caller, shop) {
  if (!caller.roles.includes('SHOP_OWNER')) return isVisiting(table, caller, shop);
  return assertOwner(table, caller, shop).then(
    () => true,
    () => false,
  );
}
