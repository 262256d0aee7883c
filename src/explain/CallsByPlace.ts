import { explainCall, type ExplainedCall } from './explainCall';
import { placeOf, type Explanation, type TracedCall } from './Explanation';

/** The calls of one request, each at the place of the field that it was made for: a batch, at the first one that asked. */
export class CallsByPlace {
  private readonly places = new Map<string, ExplainedCall[]>();

  /** What a mutation reads and writes is at its own place, where it is the only one. */
  constructor(
    private readonly explanation: Explanation,
    rootPlaces: readonly string[],
  ) {
    const [only = '', ...others] = rootPlaces;
    const whole = others.length === 0 ? only : NO_PLACE;
    const mayShowWrites = others.length === 0 && explanation.hasWritten;
    for (const call of explanation.calls) this.add(placeOfCall(call, whole), call, mayShowWrites);
  }

  /** The calls at this place; told once, to whoever asks first. */
  take(place: string): readonly ExplainedCall[] {
    const calls = this.places.get(place) ?? [];
    this.places.delete(place);
    return calls;
  }

  /** What nobody has taken. */
  rest(): ExplainedCall[] {
    return [...this.places.values()].flat();
  }

  private add(place: string, call: TracedCall, mayShowWrites: boolean): void {
    const calls = this.places.get(place) ?? [];
    calls.push(explainCall(call, this.explanation, mayShowWrites));
    this.places.set(place, calls);
  }
}

const NO_PLACE = '';

function placeOfCall({ purpose }: TracedCall, whole: string): string {
  if (purpose.kind === 'caller') return NO_PLACE;
  const [reason] = purpose.kind === 'fields' ? purpose.reasons : [];
  return reason ? placeOf(reason.path) : whole;
}
