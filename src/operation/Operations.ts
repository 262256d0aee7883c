import type { Api } from '../compose/api';
import type { Configuration } from '../configuration/configuration';
import type { Log } from '../observe/requests/Log';
import { Admission, type Requested } from './Admission';
import type { Answer, Outcome } from './Answer';
import type { OperationContext } from './contexts';
import { rejectByRole } from './denials';
import { Execution, type Executor } from './Execution';
import type { RateLimits } from './limits/RateLimits';
import { Presentation } from './Presentation';

interface Parts {
  readonly api: Api;
  readonly configuration: Configuration;
  readonly rateLimits: RateLimits;
  readonly log: Log;
  readonly executor: Executor;
}

/** The way of an operation, whatever it comes by: it is admitted, executed, presented. */
export class Operations {
  readonly admission: Admission;
  readonly execution: Execution;
  readonly presentation: Presentation;

  constructor(private readonly parts: Parts) {
    const { api, configuration, rateLimits, log, executor } = parts;
    this.admission = new Admission(api, configuration);
    this.execution = new Execution(api, configuration, executor);
    this.presentation = new Presentation({ api, rateLimits, log, maxBytes: configuration.MAX_ANSWER_BYTES });
  }

  /** Admits, charges and executes an operation that is answered once. Never rejects: why it did not run is what comes of it. */
  async run(requested: Requested, context: OperationContext): Promise<Outcome> {
    try {
      return { status: 200, answer: await this.executed(requested, context) };
    } catch (cause) {
      return this.presentation.refusal(cause);
    }
  }

  private async executed(requested: Requested, context: OperationContext): Promise<Answer> {
    const { asker } = context;
    const operation = this.admission.admit(requested, asker.caller.roles, 'once');
    context.operation = operation;
    this.admission.assertAffordable(operation, asker.caller.roles);
    context.charge = await this.parts.rateLimits.charge(asker, operation.cost);
    await rejectByRole(this.parts.api, context, operation);
    return this.presentation.executed(await this.execution.execute(operation, context));
  }
}
