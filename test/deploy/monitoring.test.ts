import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parse } from 'yaml';
import { BusyApi } from '../observe/BusyApi';
import type { Exposition } from '../observe/Exposition';
import { readExpression } from './promql';

/*
 * The dashboard and the alerts that are deployed, held against what a server under some traffic says at /metrics: they ask of nothing that
 * is not there.
 */

const FOLDER = join(__dirname, '../../deploy');
const RULES = join(FOLDER, 'prometheus/fieldgate.rules.yml');
/** Prometheus adds these to whatever it scrapes. */
const OF_PROMETHEUS = ['job', 'instance'];

interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly legendFormat: string;
  readonly datasource: object;
}

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: object;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
  readonly targets?: readonly Target[];
}

interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly schemaVersion: number;
  readonly id: null;
  readonly panels: readonly Panel[];
  readonly templating: {
    readonly list: readonly { name: string; type: string; query: unknown; definition?: string; datasource?: object }[];
  };
  readonly annotations: { readonly list: readonly { name: string; expr?: string }[] };
}

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

const dashboard = JSON.parse(readFileSync(join(FOLDER, 'grafana/fieldgate.json'), 'utf8')) as Dashboard;
const rules = (parse(readFileSync(RULES, 'utf8')) as { groups: readonly { rules: readonly Rule[] }[] }).groups.flatMap(
  (group) => group.rules,
);
const panels = dashboard.panels.filter(({ type }) => type !== 'row');
const queries = panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr, legendFormat }) => [title, expr, legendFormat] as const),
);

let busy: BusyApi;
let scrape: Exposition;
beforeAll(async () => {
  busy = await BusyApi.start();
  scrape = await busy.scrape();
});
afterAll(async () => busy.close());

/** What an expression asks of that no server has. */
function missing(expression: string): string[] {
  const { selected, grouped } = readExpression(expression);
  const known = new Set(selected.flatMap(({ name }) => labelsOf(name)));
  return [
    ...selected.filter(({ name }) => name !== 'up' && scrape.of(name).length === 0).map(({ name }) => name),
    ...selected.flatMap(({ name, labels }) => labels.filter((label) => !labelsOf(name).includes(label))),
    ...grouped.filter((label) => !known.has(label)),
    ...selected.flatMap(({ name, values }) =>
      Object.entries(values)
        .filter(([label, value]) => !OF_PROMETHEUS.includes(label) && !valuesOf(name, label).has(value))
        .map(([label, value]) => `${label}="${value}"`),
    ),
  ];
}

const labelsOf = (name: string) => [...OF_PROMETHEUS, ...scrape.of(name).flatMap(({ labels }) => Object.keys(labels))];
const valuesOf = (name: string, label: string) => new Set(scrape.of(name).map(({ labels }) => labels[label]));

describe('the dashboard', () => {
  test.each(queries)('%s asks of what there is: %s', (_, expression) => {
    expect(missing(expression)).toEqual([]);
  });

  test.each(queries)('%s tells its lines apart by labels that it has: %s', (_, expression, legend) => {
    const { selected } = readExpression(expression);
    const known = selected.flatMap(({ name }) => labelsOf(name));
    for (const [, label = ''] of legend.matchAll(/\{\{(\w+)\}\}/g)) expect(known).toContain(label);
  });

  test('every metric has a panel, but for those that say the same as another', () => {
    const shown = new Set(
      queries.flatMap(([, expression]) => readExpression(expression).selected.map(({ name }) => name)),
    );
    const stems = [...shown].map((name) => name.replace(/_(bucket|count|sum)$/, ''));
    const seldom = /^(target_info|nodejs_eventloop_delay_(min|mean|p90)_seconds|nodejs_eventloop_time_seconds_total)$/;
    expect([...scrape.types.keys()].filter((name) => !stems.includes(name) && !seldom.test(name))).toEqual([]);
  });

  test('can be imported into Grafana: no id of its own, a name, and a schema that versions from 10 on migrate', () => {
    expect(dashboard).toMatchObject({ uid: 'fieldgate', title: 'Fieldgate', id: null });
    expect(dashboard.schemaVersion).toBeGreaterThanOrEqual(36);
    expect(dashboard.schemaVersion).toBeLessThanOrEqual(42);
  });

  test('asks whichever Prometheus is chosen', () => {
    const [source, ...others] = dashboard.templating.list;
    expect(source).toMatchObject({ name: 'datasource', type: 'datasource', query: 'prometheus' });
    const chosen = { type: 'prometheus', uid: '${datasource}' };
    for (const { datasource } of others) expect(datasource).toEqual(chosen);
    for (const { datasource, targets = [] } of panels)
      for (const each of [datasource, ...targets.map((target) => target.datasource)]) expect(each).toEqual(chosen);
  });

  test('its variables are all there, and are labels of what there is', () => {
    const names = dashboard.templating.list.map(({ name }) => name);
    const used = JSON.stringify(dashboard).matchAll(/\$\{?(\w+)\}?/g);
    for (const [, name = ''] of used) if (!name.startsWith('__')) expect(names).toContain(name);
    for (const { definition } of dashboard.templating.list.filter(({ type }) => type === 'query')) {
      const [, selector = '', label = ''] = /^label_values\((.+), (\w+)\)$/.exec(definition ?? '') ?? [];
      expect(missing(selector)).toEqual([]);
      expect(OF_PROMETHEUS).toContain(label);
    }
    for (const { expr } of dashboard.annotations.list) if (expr !== undefined) expect(missing(expr)).toEqual([]);
  });

  test('every panel has a title, words on what it shows, a unit and a query', () => {
    expect(panels.length).toBeGreaterThan(25);
    for (const { title, description = '', fieldConfig, targets = [] } of panels) {
      expect([title, title.length > 1, description.length > 10]).toEqual([title, true, true]);
      expect([title, UNITS.includes(fieldConfig?.defaults.unit ?? '')]).toEqual([title, true]);
      expect([title, targets.length > 0]).toEqual([title, true]);
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
    }
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  });

  test('no panel lies over another, or beyond the edge', () => {
    const taken = new Set<string>();
    for (const { title, gridPos } of dashboard.panels) {
      expect([title, gridPos.x + gridPos.w <= 24]).toEqual([title, true]);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect([title, taken.has(`${x} ${y}`)]).toEqual([title, false]);
          taken.add(`${x} ${y}`);
        }
    }
  });
});

/** Of Grafana's, those that are used here. */
const UNITS = ['short', 's', 'bytes', 'percentunit', 'reqps', 'ops', 'cps', 'cpm'];

describe('the alerts', () => {
  test.each(rules.map(({ alert, expr }) => [alert, expr]))('%s asks of what there is', (_, expression) => {
    expect(missing(expression)).toEqual([]);
  });

  test('say how urgent they are, what happened and what to do, with labels that they have', () => {
    expect(rules.length).toBeGreaterThan(10);
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    for (const { alert, expr, labels, annotations } of rules) {
      expect([alert, ['page', 'ticket'].includes(labels.severity ?? '')]).toEqual([alert, true]);
      expect(Object.keys(annotations).sort()).toEqual(['description', 'summary']);
      const known = readExpression(expr).selected.flatMap(({ name }) => labelsOf(name));
      for (const [, label = ''] of JSON.stringify(annotations).matchAll(/\$labels\.(\w+)/g))
        expect(known).toContain(label);
    }
  });

  test('headings of docs/operations.md that they name are there', () => {
    const text = readFileSync(join(FOLDER, '../docs/operations.md'), 'utf8');
    const named = rules.flatMap(({ annotations }) => [
      ...(annotations.description ?? '').matchAll(/"([^"]+)" in docs/g),
    ]);
    expect(named.length).toBeGreaterThan(2);
    for (const [, heading = ''] of named) expect(text).toContain(`**${heading}`);
    const titles = panels.map(({ title }) => title);
    const shown = rules.flatMap(({ annotations }) => [
      ...(annotations.description ?? '').matchAll(/"([^"]+)"(?! in docs)/g),
    ]);
    for (const [, title = ''] of shown) expect(titles).toContain(title);
  });
});

/** Prometheus' own tool, of Debian's package `prometheus`: not on every machine. */
const promtool = (process.env.PATH ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'promtool'))
  .find((path) => existsSync(path));

(promtool === undefined ? describe.skip : describe)('promtool', () => {
  const run = (args: readonly string[], input?: string) =>
    execFileSync(promtool ?? '', args, { cwd: join(FOLDER, 'prometheus'), stdio: 'pipe', input }).toString();

  test('takes the rules and the example', () => {
    expect(run(['check', 'rules', RULES])).toContain(`SUCCESS: ${rules.length} rules found`);
    expect(run(['check', 'config', 'prometheus.yml'])).toContain('SUCCESS');
  });

  test('sees every alert come where it should, and stay away where it should not', () => {
    expect(run(['test', 'rules', 'fieldgate.rules.test.yml'])).toContain('SUCCESS');
    const tested = readFileSync(join(FOLDER, 'prometheus/fieldgate.rules.test.yml'), 'utf8');
    for (const { alert } of rules)
      expect(new RegExp(`alertname: ${alert}\\n\\s+exp_alerts:\\n`).exec(tested)).not.toBeNull();
  });

  test('finds nothing wrong with the names of what the server says', () => {
    run(['check', 'metrics'], scrape.text);
  });
});
