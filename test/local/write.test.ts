import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { foldName } from '../../schema/foldName';
import { slugOf } from '../../src/local/demo/slugOf';
import { writeItems, type Item } from '../../src/local/write';

const items: Item[] = Array.from({ length: 60 }, (_, index) => ({ pk: 'P', sk: String(index) }));

/** A table that leaves every third item of a batch unwritten at its first attempt. */
function reluctantTable(): { client: DynamoDBDocumentClient; stored: string[] } {
  const stored: string[] = [];
  const refused = new Set<string>();
  const send = ({ input }: { input: { RequestItems: { t: { PutRequest: { Item: Item } }[] } } }): unknown => {
    const left = input.RequestItems.t.filter(({ PutRequest: { Item } }, index) => {
      const isRefused = index % 3 === 0 && !refused.has(Item.sk);
      if (isRefused) refused.add(Item.sk);
      else stored.push(Item.sk);
      return isRefused;
    });
    return Promise.resolve({ UnprocessedItems: left.length > 0 ? { t: left } : {} });
  };
  return { client: { send } as unknown as DynamoDBDocumentClient, stored };
}

describe('writeItems', () => {
  it('writes again what was left unwritten, until all is stored', async () => {
    const { client, stored } = reluctantTable();
    expect(await writeItems([items], { client, tableName: 't', by: 'batches' })).toBe(60);
    expect(stored.map(Number).sort((left, right) => left - right)).toEqual(items.map(({ sk }) => Number(sk)));
  });
});

describe('foldName', () => {
  it.each([
    ['Crème brûlée', 'creme brulee'],
    ['  Tess of the d’Urbervilles ', 'tess of the durbervilles'],
    ['Smørrebrød #1', 'smorrebrod 1'],
    ['寿司', '0'],
    // Of more than 120 characters, the first: whole words as they are, without a space at the end.
    ['㎯'.repeat(120), 'rad s2'.repeat(20)],
    [`${'a'.repeat(119)} b`, 'a'.repeat(119)],
    ['x'.repeat(120), 'x'.repeat(120)],
  ])('folds %s', (name, folded) => expect(foldName(name)).toBe(folded));

  it('makes ids of it', () => expect(slugOf('Café crème')).toBe('cafe-creme'));
});
