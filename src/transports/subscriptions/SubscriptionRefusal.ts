import type { GraphQLFormattedError } from 'graphql';
import { toError } from '../../operation/denials';
import type { OperationContext } from '../../operation/contexts';

/** A subscription that does not begin, and what its client learns of that. */
export class SubscriptionRefusal extends Error {
  override readonly name = 'SubscriptionRefusal';

  constructor(
    readonly errors: readonly GraphQLFormattedError[],
    /** For whoever can say it with a status. */
    readonly status: number,
  ) {
    super('the subscription was refused');
  }

  /** Since something is denied to its subscriber; all that was denied unless told. */
  static denied({ denials, requestId }: OperationContext, told = denials.all): SubscriptionRefusal {
    return new SubscriptionRefusal(
      told.map((denial) => toError(denial, requestId)),
      200,
    );
  }
}
