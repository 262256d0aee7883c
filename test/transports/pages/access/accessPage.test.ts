import { compileModel } from '../../../../src/model/checks/compileModel';
import { accessLines } from '../../../../src/model/accessLines';
import { accessPage } from '../../../../src/transports/pages/access/accessPage';
import { compareWithRelease, releaseFile, type ReleasedAccess } from '../../../../src/transports/pages/access/releases';
import { access } from '../../../access/principals';
import { annotated, attribute, embedded, stored, type Notes } from '../../../model/annotated';

const SDL = `
  type Query { thing(hint: Int @auth(always: [KEEPER])): Thing @auth(always: [PASSER, MEMBER, KEEPER]) }
  type Thing @auth(visit: [PASSER], own: [MEMBER, KEEPER]) {
    name: String
    cost: Int @auth(own: [KEEPER], mfa: true)
    place: Spot
  }
  type Spot @auth(asParent: true) { street: String note: String @auth(own: [KEEPER]) }
  input ThingInput @auth(own: [MEMBER, KEEPER]) { name: String cost: Int @auth(own: [KEEPER]) }
`;
const NOTES: Notes = {
  Thing: stored({ facts: ['memberId'] }),
  'Thing.name': attribute('title'),
  'Thing.cost': attribute(),
  'Thing.place': attribute(),
  Spot: embedded,
  'Spot.street': attribute(),
  'Spot.note': attribute(),
};

/** Without the note of a field that was taken out. */
const notesOf = (sdl: string): Notes =>
  Object.fromEntries(
    Object.entries(NOTES).filter(([place]) => place !== 'Thing.name' || sdl.includes('name: String\n')),
  );
const modelOf = (sdl: string) => compileModel(annotated(sdl, notesOf(sdl)), access);
const linesOf = (sdl: string) => accessLines(modelOf(sdl));
const releaseOf = (sdl: string) => JSON.parse(releaseFile('1.0.0', linesOf(sdl))) as ReleasedAccess;
const pageOf = (...[model, release, placeOf = () => null]: Partial<Parameters<typeof accessPage>>) =>
  accessPage(model ?? modelOf(SDL), release ?? NOTHING, placeOf).main;
const NOTHING: ReleasedAccess = { release: '1.0.0', lines: {} };

/** What is said of one coordinate, tags left out. */
function lineIn(page: string, coordinate: string): string {
  const [typeName = '', name] = coordinate.split('.');
  const rows = page.split('<tr role="row"').filter((row) => row.includes(`data-type="${typeName}"`));
  const wanted = name === undefined ? 'the type itself' : `<code>${name}</code>`;
  const row = rows.find((each) => each.includes(wanted)) ?? '';
  return row
    .slice(row.indexOf('>') + 1)
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

describe('the lines', () => {
  it('are every type, field, argument and input that has a rule', () => {
    expect(linesOf(SDL).map(({ coordinate }) => coordinate)).toEqual([
      'Thing',
      'Thing.cost',
      'Thing.name',
      'Thing.place',
      'Spot.note',
      'Spot.street',
      'Query.thing',
      'Query.thing(hint:)',
      'ThingInput',
      'ThingInput.cost',
    ]);
  });

  it('tell the rule as the SDL has it, and who it lets in', () => {
    const [cost] = linesOf(SDL).filter(({ coordinate }) => coordinate === 'Thing.cost');
    expect(cost).toMatchObject({
      cells: { PASSER: '', MEMBER: '', KEEPER: 'own', CHIEF: '' },
      needsSecondFactor: true,
      attributes: ['cost'],
      rule: '@auth(own: [KEEPER], mfa: true)',
    });
    const rules = linesOf(SDL).map(({ coordinate, rule }) => [coordinate, rule]);
    expect(rules).toContainEqual(['Thing', '@auth(own: [MEMBER, KEEPER], visit: [PASSER])']);
    expect(rules).toContainEqual(['Thing.name', '']);
    expect(rules).toContainEqual(['Spot.street', '@auth(asParent: true)']);
  });
});

describe('against the last release', () => {
  const changesOf = (now: string, before: string) =>
    compareWithRelease(linesOf(now), releaseOf(before)).flatMap(({ coordinate, change }) =>
      change ? [`${change} ${coordinate}`] : [],
    );

  it('what is released is what is there: nothing has changed', () => {
    expect(changesOf(SDL, SDL)).toEqual([]);
    expect(pageOf(modelOf(SDL), releaseOf(SDL))).toContain('Since release 1.0.0: nothing has changed.');
  });

  it('before the first release everything is new', () => {
    expect(compareWithRelease(linesOf(SDL), NOTHING).every(({ change }) => change === 'added')).toBe(true);
  });

  it.each([
    ['own: [KEEPER], mfa: true', 'own: [KEEPER]', ['changed Thing.cost']],
    ['cost: Int @auth(own: [KEEPER], mfa: true)', 'cost: Int', ['changed Thing.cost']],
    ['    name: String\n', '', ['removed Thing.name']],
    ['note: String @auth(own: [KEEPER])', 'note: String @auth(own: [KEEPER, MEMBER])', ['changed Spot.note']],
    ['(hint: Int @auth(always: [KEEPER]))', '', ['removed Query.thing(hint:)']],
    ['input ThingInput @auth(own: [MEMBER, KEEPER])', 'input ThingInput @auth(own: [KEEPER])', ['changed ThingInput']],
  ])('%j to %j shows, and back again', (before, after, changes) => {
    const now = SDL.replace(before, after);
    expect(now).not.toBe(SDL);
    expect(changesOf(now, SDL)).toEqual(changes);
    expect(changesOf(SDL, now)).toEqual(changes.map((change) => change.replace('removed', 'added')));
  });

  it('an attribute that stands behind a field shows', () => {
    const { lines, ...release } = releaseOf(SDL);
    const before = { ...release, lines: { ...lines, 'Thing.name': { ...lines['Thing.name']!, attributes: ['name'] } } };
    expect(lineIn(pageOf(modelOf(SDL), before), 'Thing.name')).toMatch(/attributes title was name/);
  });

  it('a cell says what it was, a line that is gone what it had', () => {
    const now = SDL.replace('cost: Int @auth(own: [KEEPER], mfa: true)', 'cost: Int').replace('    name: String\n', '');
    const page = pageOf(modelOf(now), releaseOf(SDL));
    expect(page).toContain('Since release 1.0.0: 1 changed, 1 removed.');
    expect(lineIn(page, 'Thing.cost')).toBe(
      'cost changed since 1.0.0 PASSER visit was never MEMBER own was never KEEPER own CHIEF – never ' +
        'attributes cost rule the type’s was with a second factor',
    );
    expect(lineIn(page, 'Thing.name')).toMatch(/^name removed since 1.0.0 PASSER – never was visit/);
  });
});

describe('the page', () => {
  const page = pageOf(modelOf(SDL), NOTHING);

  it('has nothing in line, and nothing from elsewhere', () => {
    expect(page).not.toMatch(/https?:|<script|<style|\sstyle=|\son\w+=/);
  });

  it('has what is stored first, then values, operations and inputs, with a table of contents', () => {
    const headings = [...page.matchAll(/<h[23][^>]*>([^<]*)/g)].map(([, text]) => text);
    expect(headings).toEqual([
      ...['What is stored', 'Thing'],
      ...['Values', 'Spot'],
      ...['Operations', 'Query'],
      ...['Inputs', 'ThingInput'],
    ]);
    const links = [...page.matchAll(/<a href="#([^"]*)">/g)].map(([, id]) => id);
    expect(links).toEqual(['type-Thing', 'type-Spot', 'type-Query', 'type-ThingInput']);
    for (const id of links) expect(page).toContain(` id="${id ?? ''}"`);
  });

  it('has a row for each coordinate to link to, and what is asked of it', () => {
    expect(page).toMatch(/<tr role="row" id="Query.thing\(hint:\)" data-type="Query" [^>]*data-half="read">/);
    expect(page).toMatch(/<tr role="row" id="ThingInput.cost" [^>]*data-half="write">/);
    const gone = pageOf(modelOf(SDL.replace('    name: String\n', '')), releaseOf(SDL));
    expect(gone).toMatch(/id="Thing.name" [^>]*data-change="removed">/);
  });

  it('says where each rule is written, as a link where there is one', () => {
    const shown = pageOf(modelOf(SDL), NOTHING, (coordinate) => ({
      text: `"${coordinate}":1`,
      href: coordinate === 'Thing' ? 'https://git.example.com/"x"#L1' : null,
    }));
    expect(shown).toContain(
      '<a class="place" href="https://git.example.com/&#34;x&#34;#L1"><code>&#34;Thing&#34;:1</code></a>',
    );
    expect(shown).toContain('<code class="place">&#34;Thing.cost&#34;:1</code>');
  });

  it('offers every role and type to filter by, and every line', () => {
    for (const name of ['PASSER', 'CHIEF', 'Query', 'Spot', 'ThingInput'])
      expect(page).toContain(`<option>${name}</option>`);
    expect(page.match(/<tr role="row"[^>]*data-type/g)).toHaveLength(linesOf(SDL).length);
  });

  it('tells a screen reader what an empty cell means, and which role it is of', () => {
    expect(lineIn(page, 'ThingInput.cost')).toMatch(/^cost added since 1.0.0 PASSER – never MEMBER – never KEEPER own/);
  });

  it('shows text as text', () => {
    const titled = {
      ...modelOf(SDL),
      access: { ...access, visit: { ...access.visit, title: '<b>"here" & \'there\'</b>' } },
    };
    expect(pageOf(titled, NOTHING)).toContain('&#60;b&#62;&#34;here&#34; &#38; &#39;there&#39;&#60;/b&#62;');
  });
});
