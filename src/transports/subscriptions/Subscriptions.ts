import { randomUUID } from 'node:crypto';
import { AuthenticationError, type Authentication } from '../../identity/authenticate';
import type { Caller } from '../../identity/Caller';
import {
  ChangesOfReadable,
  NOTHING_TO_FOLLOW,
  type ItemChange,
  type ItemChangeSource,
} from '../../loading/ItemChanges';
import { together } from '../../response/Denials';
import { PublicError } from '../../response/errors';
import { CLOCK } from '../../changes/clock';
import { StoreUnavailableError } from '../../storage/calls/errors';
import { callerFactSource, createContext, type OperationParts, type OperationContext } from '../../operation/contexts';
import { EXPECTED_ON_DENIED } from '../../operation/onDenied';
import type { Operations } from '../../operation/Operations';
import { largest } from '../../configuration/perRole';
import type { Parameters } from '../../operation/documents/askedDocument';
import type { TakenDocuments } from '../../operation/documents/TakenDocuments';
import { GRAPHQL_PATH } from '../../configuration/paths';
import type { RoleTables } from '../../iam/RoleTables';
import type { Asker } from '../../operation/limits/Asker';
import { observeAuthentication } from '../../observe/observeAuthentication';
import type { Observer } from '../../observe/Observer';
import { RequestRecord, type Step } from '../../observe/requests/RequestRecord';
import { requestScope } from '../../observe/requestScope';
import type { AdmittedOperation } from '../../operation/Admission';
import type { Answer } from '../../operation/Answer';
import { nameOfItem } from '../../loading/ItemChanges';
import { beginFollowing, beginWithCurrent, digestOf, FROM_NOW_ON, type Beginning, type Seen } from './Beginning';
import { MAX_AGE_MS } from '../../changes/ChangeQueue';
import { EventReads, type Reading } from '../../changes/EventReads';
import { persist } from '../../changes/persist';
import { followedBy } from './followedBy';
import type { Subscriber } from './Subscriber';
import { Subscription, type Loss, type Reported } from './Subscription';
import { SubscriptionDocuments } from './SubscriptionDocuments';
import { SubscriptionRefusal } from './SubscriptionRefusal';

interface Parts extends OperationParts {
  readonly operations: Operations;
  readonly roleTables: RoleTables | null;
  /** `null` where none can be named by an id. */
  readonly documents: TakenDocuments | null;
  readonly observer: Observer;
}

/** An event is tried for as long as others may wait behind it. */
const PATIENCE = { clock: CLOCK, withinMs: MAX_AGE_MS };
/** So many items are looked at when a subscription begins, and so many points are spent on that. */
const MOST_LOOKED_AT = 100;
const LOOK_POINTS = 100;

/**
 * Runs subscriptions, whatever they come by. For each event its subscriber is established anew, with new loaders and decisions; all who are
 * told of it share what they read of it alike, and nothing else.
 */
export class Subscriptions {
  private readonly documents: SubscriptionDocuments;
  private readonly eventReads: EventReads;

  constructor(private readonly parts: Parts) {
    const { configuration, documents, table } = parts;
    this.documents = new SubscriptionDocuments(documents, largest(configuration.MAX_DOCUMENT_TOKENS));
    const facts = callerFactSource(parts);
    this.eventReads = new EventReads(table, facts, configuration.REQUEST_DEADLINE_MS);
  }

  /** Establishes who opens a connection. Throws what `authenticate` throws. */
  async connect(subscriber: Subscriber): Promise<Authentication> {
    return this.recorded('CONNECT', subscriber, async (record) => {
      try {
        return await observeAuthentication(record, subscriber.identify());
      } catch (cause) {
        record.status = cause instanceof AuthenticationError ? 401 : 503;
        record.codes.add(cause instanceof AuthenticationError ? 'UNAUTHENTICATED' : 'TRY_AGAIN');
        throw cause;
      }
    });
  }

  /** Begins one. Throws a {@link SubscriptionRefusal} where it may not be, or cannot; `onLost` hears where it is broken off. */
  async begin(parameters: Parameters, subscriber: Subscriber, onLost: (loss: Loss) => void): Promise<Subscription> {
    return this.recorded('SUBSCRIBE', subscriber, async (record) => {
      const { rateLimits } = this.parts;
      try {
        const caller = await this.callerOf(subscriber, record);
        const asker = { caller, address: subscriber.address };
        await rateLimits.assertNotHeld(asker);
        const operation = this.admitted(parameters, asker);
        enter(record, operation);
        const charge = await rateLimits.charge(asker, operation.cost);
        record.cost = { requested: operation.cost, actual: operation.cost };
        const { source, beginning } = await this.begun(operation, subscriber, asker, record).catch(
          async (cause: unknown) => {
            await rateLimits.settle(charge, 'refused');
            throw cause;
          },
        );
        await rateLimits.settle(charge, charge.points);
        return new Subscription({
          source,
          beginning,
          onLost,
          report: (change, signal) =>
            persist(() => this.report(operation, subscriber, change), { ...PATIENCE, signal }),
          mayGoOn: (signal) => persist(() => this.mayGoOn(operation, subscriber), { ...PATIENCE, signal }),
        });
      } catch (cause) {
        const refusal = this.refusalOf(cause);
        record.status = refusal.status;
        for (const { extensions } of refusal.errors) record.codes.add(String(extensions?.code));
        throw refusal;
      }
    });
  }

  private admitted(parameters: Parameters, asker: Asker): AdmittedOperation {
    const { admission } = this.parts.operations;
    const { roles } = asker.caller;
    const operation = admission.admit(this.documents.requested(parameters, asker), roles, 'by event');
    admission.assertAffordable(operation, roles);
    return operation;
  }

  private refusalOf(cause: unknown): SubscriptionRefusal {
    if (cause instanceof SubscriptionRefusal) return cause;
    const { answer, status } = this.parts.operations.presentation.refusal(cause);
    return new SubscriptionRefusal(answer.errors ?? [], status);
  }

  /** Runs one step of a subscription in a scope of its own, as a request is. */
  private async recorded<T>(
    step: Step,
    { address }: Subscriber,
    run: (record: RequestRecord) => Promise<T>,
  ): Promise<T> {
    const { observer } = this.parts;
    const record = new RequestRecord(randomUUID(), step, GRAPHQL_PATH, step);
    record.network = address.logged;
    record.status = 200;
    return requestScope.run(record, async () => {
      observer.requestStarted(record, undefined);
      try {
        return await run(record);
      } finally {
        observer.requestEnded(record);
      }
    });
  }

  private async callerOf(subscriber: Subscriber, record: RequestRecord): Promise<Caller> {
    return (await observeAuthentication(record, subscriber.identify())).caller;
  }

  /** What there is to follow for this caller at this moment. */
  private async follow(
    operation: AdmittedOperation,
    subscriber: Subscriber,
    caller: Caller,
    record: RequestRecord,
  ): Promise<ItemChangeSource> {
    const context = this.contextOf(subscriber, caller, record, this.eventReads.fresh());
    const source = await followedBy(this.parts.api, operation, context);
    record.denied = context.denials.all;
    return source;
  }

  private async begun(
    operation: AdmittedOperation,
    subscriber: Subscriber,
    asker: Asker,
    record: RequestRecord,
  ): Promise<{ source: ItemChangeSource; beginning: Beginning }> {
    const source = await this.follow(operation, subscriber, asker.caller, record);
    return { source, beginning: await this.beginning(operation, subscriber, { asker, record, source }) };
  }

  /** Takes what looking at the items costs beyond the first one: as much as they would cost in a query. */
  private async beginning(
    operation: AdmittedOperation,
    subscriber: Subscriber,
    {
      asker,
      record,
      source,
    }: { readonly asker: Asker; readonly record: RequestRecord; readonly source: ItemChangeSource },
  ): Promise<Beginning> {
    if (!(source instanceof ChangesOfReadable)) return FROM_NOW_ON;
    const { cost } = operation;
    const atMost = Math.max(1, Math.min(MOST_LOOKED_AT, Math.floor(LOOK_POINTS / cost)));
    const pay = async (items: number) => {
      const points = cost * (items - 1);
      if (points > 0) await this.parts.rateLimits.spend(asker, points);
    };
    if (source.isInitial) return beginWithCurrent(source, atMost, pay);
    return beginFollowing(source, atMost, async (items) => {
      await pay(items.length);
      return this.look(operation, this.contextOf(subscriber, asker.caller, record, this.eventReads.fresh()), items);
    });
  }

  /** What the subscriber would be told of these items, read together. Throws where that would be a refusal. */
  private async look(
    operation: AdmittedOperation,
    context: OperationContext,
    items: readonly ItemChange[],
  ): Promise<Seen> {
    const seen = new Map<string, string>();
    const told = await Promise.all(
      items.map(async (item) => {
        const denials = context.denials.ofOneAnswer();
        const result = await this.parts.operations.execution.executeEvent(operation, { ...context, denials }, item);
        const digest = digestOf(result);
        if (digest) seen.set(nameOfItem(item), digest);
        return denials.within(result.data);
      }),
    );
    if (context.onDenied !== 'reject') return seen;
    if (context.denials.haveRefused) throw SubscriptionRefusal.denied(context);
    if (told.some((each) => each.length > 0)) throw SubscriptionRefusal.denied(context, together(told));
    return seen;
  }

  private async mayGoOn(operation: AdmittedOperation, subscriber: Subscriber): Promise<boolean> {
    return this.recorded('EVENT', subscriber, async (record) => {
      const source = await this.follow(operation, subscriber, await this.callerOf(subscriber, record), record);
      await source.return();
      return source !== NOTHING_TO_FOLLOW;
    });
  }

  private async report(operation: AdmittedOperation, subscriber: Subscriber, change: ItemChange): Promise<Reported> {
    const told = await this.recorded('EVENT', subscriber, async (record) => {
      const caller = await this.callerOf(subscriber, record);
      enter(record, operation);
      return this.answer(operation, this.contextOf(subscriber, caller, record, this.eventReads.of(change)), change);
    });
    // An answer with a hole in it would take the place of the one that is to come.
    if (isPassing(told.answer)) throw new StoreUnavailableError('what an event tells of');
    return told;
  }

  private async answer(operation: AdmittedOperation, context: OperationContext, change: ItemChange): Promise<Reported> {
    const { execution, presentation } = this.parts.operations;
    const result = await execution.executeEvent(operation, context, change);
    const answer = presentation.event(result, context);
    if (context.onDenied === 'reject' && !('data' in answer)) return { answer, outcome: 'rejected' };
    const [shown] = Object.values(result.data ?? {});
    const isGone = (shown ?? null) === null && (result.errors ?? []).length === 0;
    return isGone ? { answer, outcome: 'gone' } : { answer, outcome: 'shown', digest: digestOf(result) };
  }

  private contextOf(
    { onDenied, address }: Subscriber,
    caller: Caller,
    { requestId }: RequestRecord,
    { reads, signal }: Reading,
  ): OperationContext {
    if (onDenied === null) throw new PublicError('BAD_USER_INPUT', EXPECTED_ON_DENIED);
    const context = createContext(
      // Where each role has its own way to the table, nothing is read for several callers at once.
      { ...this.parts, source: reads, ...(this.parts.roleTables === null && { reads }) },
      {
        requestId,
        asker: { caller, address },
        onDenied,
        costDebug: false,
        explain: null,
        milliseconds: this.parts.configuration.REQUEST_DEADLINE_MS,
        signal,
        setHeader: () => undefined,
      },
    );
    // An event is to be answered with what it tells of: every read sees what was written before it.
    context.reader.forget();
    return context;
  }
}

/** Which operation it is. */
function enter(record: RequestRecord, { definition }: AdmittedOperation): void {
  record.operationName = definition.name?.value ?? null;
  record.operationType = definition.operation;
}

function isPassing({ errors = [] }: Answer): boolean {
  return errors.some(({ extensions }) => extensions?.code === 'TRY_AGAIN');
}
