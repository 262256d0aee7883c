import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { IN_A_ROW, type Measured } from './measure';
import { costOf, PRICES } from './prices';
import { ofType } from '../templates';
import { insightsModes, standingCosts } from './standing';
import type { Units } from './units';

const FILE = join(__dirname, '../../../docs/operations.md');
const BEGIN = '<!-- costs: npm run costs -->\n';
const END = '<!-- end -->';
const MILLION = 1_000_000;
const BYTES_OF_GIGABYTE = 1_000_000_000;

/** What the document says now. */
export function documented(): string {
  const text = readFileSync(FILE, 'utf8');
  const [from, to] = regionOf(text);
  return text.slice(from, to);
}

export function document(region: string): void {
  const text = readFileSync(FILE, 'utf8');
  const [from, to] = regionOf(text);
  writeFileSync(FILE, text.slice(0, from) + region + text.slice(to));
}

function regionOf(text: string): readonly [from: number, to: number] {
  const from = text.indexOf(BEGIN) + BEGIN.length;
  const to = text.indexOf(END, from);
  if (from < BEGIN.length || to < 0) throw new Error('expected a region of costs in docs/operations.md');
  return [from, to];
}

/** The tables, as they follow from what was measured. */
export function costTables(all: readonly Measured[], event: Units): string {
  const sections = [operationTable(all, event), footnotes(), standingTable(), mixOf(all)];
  return `${sections.join('\n\n')}\n`;
}

function operationTable(all: readonly Measured[], event: Units): string {
  const head = [
    '| a million of | read units | write units | rate limits¹ | DynamoDB | function² | gateway | logs³ | together |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
  ];
  const ofEvent = storeCost(event, event.limits);
  const last = `| an event of a subscription, to one who follows an order of 3 lines⁴ | ${shown(event.read)} | ${shown(event.write)} | ${shown(event.limits)} | ${money(ofEvent)} | | | | **${money(ofEvent)}** |`;
  return [...head, ...all.map(rowOf), last].join('\n');
}

function rowOf(measured: Measured): string {
  const { operation, read, write, limits, limitsInARow, logBytes } = measured;
  const { requests } = operation;
  const store = storeCost(measured, Math.max(limits, limitsInARow));
  const compute = requests.reduce((sum, request) => sum + functionCost(request), 0);
  const gateway = costOf('gatewayRequest', MILLION * requests.length);
  const logs = logCost(roundedUp(logBytes) + requests.length * PRICES.assumptions.otherLogBytes);
  const costs = [store, compute, gateway, logs];
  const together = costs.reduce((sum, each) => sum + each, 0);
  const units = [shown(read), shown(write), `${shown(limits)} / ${shown(limitsInARow)}`];
  return `| ${[operation.title, ...units, ...costs.map(money), `**${money(together)}**`].join(' | ')} |`;
}

function storeCost({ read, write }: Units, limits: number): number {
  return costOf('readUnit', MILLION * read) + costOf('writeUnit', MILLION * (write + limits));
}

function memoryGigabytes(): number {
  const sizes = ofType('AWS::Lambda::Function').flatMap(({ stack, Properties }) =>
    stack === 'api' ? [Number(Properties.MemorySize)] : [],
  );
  return Math.max(...sizes) / 1024;
}

function functionCost(request: string): number {
  const seconds = millisecondsOf(request) / 1000;
  return costOf('functionGigabyteSecond', MILLION * seconds * memoryGigabytes()) + costOf('functionRequest', MILLION);
}

function millisecondsOf(request: string): number {
  const { [request]: milliseconds } = PRICES.assumptions.functionMilliseconds;
  if (milliseconds === undefined) throw new Error(`expected the milliseconds of ${request} in deploy/prices.json`);
  return milliseconds;
}

function logCost(bytes: number): number {
  return costOf('logGigabyte', (MILLION * bytes) / BYTES_OF_GIGABYTE);
}

/** An id is a letter longer or shorter. */
function roundedUp(bytes: number): number {
  return Math.ceil(bytes / 100) * 100;
}

function footnotes(): string {
  const { functionMilliseconds, otherLogBytes, streamShards } = PRICES.assumptions;
  const times = Object.entries(functionMilliseconds).map(([request, time]) => `${request} ${String(time)}`);
  return [
    `¹ Write units in the table of rate limits: of a caller whom the instance has not met / on average of ${String(IN_A_ROW)} in a row by one caller at one instance within a window. The dearer one is in the price.`,
    `² arm64, ${memoryGigabytes().toFixed(3)} GB. Assumed, since it cannot be recorded here, in milliseconds: ${times.join(', ')}.`,
    `³ What the API logs, and ${String(otherLogBytes)} bytes a request of the gateway and Lambda (assumed).`,
    `⁴ By the tasks; their looks into the stream stand below (${String(streamShards)} shards are assumed).`,
  ].join('\n');
}

function standingTable(): string {
  const lines = standingCosts();
  const total = lines.reduce((sum, { usd }) => sum + usd, 0);
  const rows = lines.map(({ what, usd }) => `| ${what} | ${money(usd)} |`);
  return [
    '| each month, in prod, whoever asks | |',
    '| --- | --- |',
    ...rows,
    `| together | **${money(total)}** |`,
  ].join('\n');
}

/** What each request takes more where there is an edge, whatever it asks for. */
function edge(): string[] {
  if (ofType('AWS::CloudFront::Distribution').length === 0) return [];
  const each = ['edgeRequest', 'edgeFunctionCall', 'firewallRequest'].map((name) => costOf(name, MILLION));
  const [request = 0, call = 0, firewall = 0] = each;
  const together = each.reduce((sum, usd) => sum + usd, 0);
  return [
    `Where the stage has a domain, a million requests of any kind take ${money(together)} more: CloudFront ${money(request)}, its function ${money(call)}, the firewall ${money(firewall)}. What goes out is ${money(costOf('edgeGigabyte', 1000))} for 1,000 GB at CloudFront, and nothing between it and the gateway or the load balancer.`,
  ];
}

/** Of requests as they may come, how many units each takes in the table of rate limits. */
function mixOf(all: readonly Measured[]): string {
  const { mix } = PRICES.assumptions;
  const shares = Object.entries(mix);
  const requests = shares.reduce((sum, [, count]) => sum + count, 0);
  const average = (of: (measured: Measured) => number) =>
    shares.reduce((sum, [name, count]) => {
      const found = all.find(({ operation }) => operation.name === name);
      if (!found) throw new Error(`expected an operation ${name}, which is in the mix of deploy/prices.json`);
      return sum + (of(found) * count) / requests;
    }, 0);
  const words = shares.map(([name, count]) => `${String(count)} ${name}`).join(', ');
  const perItem = insightsModes().every((mode) => mode === 'THROTTLED_KEYS')
    ? 'Contributor Insights looks at throttled requests alone: no other request is an event that AWS asks for.'
    : `Contributor Insights takes ${money(costOf('insightsEvent', MILLION))} more for each million items that are read or written, and for each of two rules.`;
  return [
    ...edge(),
    `Of ${String(requests)} requests (${words}) each takes ${average(({ limits }) => limits).toFixed(2)} write units in the table of rate limits where no caller was met before, and ${average(({ limitsInARow }) => limitsInARow).toFixed(2)} where each asks ${String(IN_A_ROW)} times. ${perItem}`,
    `Prices of ${PRICES.region}, in \`deploy/prices.json\`, each with its source, written down on ${PRICES.writtenOn} without a look at those pages: compare them before you count on a figure.`,
  ].join('\n');
}

function shown(units: number): string {
  return String(Math.round(units * 100) / 100);
}

function money(usd: number): string {
  return `$${usd.toFixed(2)}`;
}
