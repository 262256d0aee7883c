import { allowsEach, awaitedOfCaller, callerFactsIn, decideAll } from '../../access/decide';
import { getOrInsert } from '../../maps/getOrInsert';
import type { Facts, Rule } from '../../access/Rule';
import type { Principal } from '../../access/Principal';
import { factsOf } from '../../model/Model';
import type { Container, Place } from './Place';

/** Objects of one type that one field led to: what they are made of, their places in the answer, and what was decided of them. */
export class Level {
  readonly sources: unknown[] = [];
  readonly outputs: Container[] = [];
  /** `undefined`: the root. */
  readonly places: (Place | undefined)[] = [];
  /** Why the caller could not be learnt of: then nothing that waits for it can be shown, nor said to be denied. */
  failure: Error | null = null;
  private readonly decided = new Map<number, readonly boolean[]>();
  private known: readonly Facts[] | null = null;

  get size(): number {
    return this.sources.length;
  }

  add(source: unknown, output: Container, place: Place | undefined): void {
    this.sources.push(source);
    this.outputs.push(output);
    this.places.push(place);
  }

  /** Which of the objects these rules allow, in order; decided once. A level is filled without a pause, so that nobody learns in between. */
  decisions(ruleSet: number, ruleSets: readonly (readonly Rule[])[], principal: Principal): readonly boolean[] {
    return getOrInsert(this.decided, ruleSet, () => allowsEach(ruleSets[ruleSet] ?? [], principal, this.facts));
  }

  /** What of the caller the decisions on these objects wait for. */
  awaited(ruleSets: readonly (readonly Rule[])[], principal: Principal): readonly string[] {
    return [...new Set(ruleSets.flatMap((rules) => awaitedOfCaller(rules, principal, this.facts)))];
  }

  /** Whether the decision on one of these objects waits for what of the caller is not known. */
  waits(rules: readonly Rule[], index: number, principal: Principal): boolean {
    return callerFactsIn(decideAll(rules, principal, this.facts[index] ?? {})).length > 0;
  }

  /** What rules may know of each object; none is added to a level that is being filled. */
  private get facts(): readonly Facts[] {
    return (this.known ??= this.sources.map(factsOf));
  }
}
