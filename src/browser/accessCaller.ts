import { addCallerChooser } from './callerChooser.js';
import { GUEST, preparedCallers, type Caller } from './callers.js';
import { byId, element } from './element.js';
import type { AccessLine } from './accessLine.js';
import { accessOf, Refused, type CallerAccess } from './accessVerdicts.js';
import { verdictCell } from './accessVerdictCell.js';

const RULES_ALONE: Caller = { name: 'nobody: the rules alone', headers: {} };

/** Shows what one caller may do, line by line, as the API says it now. */
export class AccessCaller {
  private choose: (name: string) => boolean = () => false;
  private prepared: readonly Caller[] = [];
  private chosen: Caller = RULES_ALONE;
  /** Of questions that overtake each other, the last one counts. */
  private asked = 0;

  constructor(
    private readonly lines: readonly AccessLine[],
    private readonly onShown: (isSomebody: boolean) => void,
  ) {}

  /** A prepared caller’s name, for the address of the page; `null` for everybody else: nothing of a token gets there. */
  get name(): string | null {
    return this.prepared.includes(this.chosen) ? this.chosen.name : null;
  }

  async addChooser(): Promise<void> {
    const prepared = await preparedCallers().catch(() => []);
    this.prepared = prepared.length > 0 ? prepared : [GUEST];
    const { choose } = addCallerChooser(byId('caller-place'), {
      label: 'As this caller',
      id: 'caller',
      callers: [RULES_ALONE, ...this.prepared],
      onChange: (caller) => void this.become(caller),
    });
    this.choose = choose;
    byId('as-caller').hidden = false;
  }

  /** The prepared caller of that name; whoever is not known is nobody. */
  async becomeNamed(name: string | null): Promise<void> {
    const caller = this.prepared.find((each) => each.name === name) ?? RULES_ALONE;
    if (caller === this.chosen) return;
    this.choose(caller.name);
    await this.become(caller);
  }

  private async become(caller: Caller): Promise<void> {
    this.chosen = caller;
    this.asked += 1;
    const mine = this.asked;
    if (caller === RULES_ALONE) this.showNobody('');
    else if (this.isUnfinished(caller)) this.showNobody('Paste a token, then press Enter.');
    else await this.show(caller, () => mine === this.asked);
  }

  private async show(caller: Caller, isWanted: () => boolean): Promise<void> {
    say(`Asking as ${caller.name} …`);
    try {
      const access = await this.accessOf(caller);
      if (isWanted()) this.showAccess(caller, access);
    } catch (error) {
      if (isWanted()) this.showNobody(reasonOf(error), true);
    }
  }

  /** A prepared credential does not live as long as a page may stay open: a fresh one is fetched, once. */
  private async accessOf(caller: Caller): Promise<CallerAccess> {
    const question = byId('as-caller').dataset.question ?? '';
    const coordinates = this.lines.filter(({ half }) => half !== null).map(({ coordinate }) => coordinate);
    try {
      return await accessOf(caller, question, coordinates);
    } catch (error) {
      if (!this.prepared.includes(caller) || !(error instanceof Refused) || error.code !== 'UNAUTHENTICATED')
        throw error;
      const fresh = (await preparedCallers().catch(() => [])).find(({ name }) => name === caller.name);
      return await accessOf(fresh ?? caller, question, coordinates);
    }
  }

  /** Somebody is about to paste a token, and has not yet. */
  private isUnfinished(caller: Caller): boolean {
    return !this.prepared.includes(caller) && Object.keys(caller.headers).length === 0;
  }

  private showAccess({ name }: Caller, { roles, verdicts }: CallerAccess): void {
    showColumn(name);
    for (const line of this.lines) {
      const verdict = verdicts.get(line.coordinate) ?? null;
      line.showVerdict(verdict, verdictCell(name, line.half, verdict));
    }
    const reached = this.lines.filter((line) => line.verdict !== null && !line.isOutOfReach).length;
    say(`As ${name} (${roles.join(', ')}): ${reached} of ${verdicts.size} lines are within reach now.`);
    this.onShown(true);
  }

  private showNobody(message: string, isRefusal = false): void {
    showColumn(null);
    for (const line of this.lines) line.showVerdict(null, null);
    say(message, isRefusal);
    this.onShown(false);
  }
}

function showColumn(name: string | null): void {
  byId('table').classList.toggle('with-caller', name !== null);
  for (const head of document.querySelectorAll('thead .caller')) head.remove();
  if (name === null) return;
  for (const field of document.querySelectorAll('thead .field'))
    field.after(element('th', { role: 'columnheader', scope: 'col', class: 'caller' }, name));
}

function say(message: string, isRefusal = false): void {
  const place = byId('asked');
  place.classList.toggle('refused', isRefusal);
  place.textContent = message;
}

function reasonOf(error: unknown): string {
  return error instanceof Refused
    ? `The API refused to say it: ${error.message}`
    : 'Something went wrong in this page.';
}
