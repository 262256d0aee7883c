import { AwsSdkSigV4Signer } from '@aws-sdk/core/httpAuthSchemes';
import type { HttpAnswer } from './Connections';
import type { SdkError } from './failures';

/** What the SDK's signer remembers of a request. */
type Sent = Record<string, unknown>;

/** A header says the time in whole seconds, and takes a moment to come: nearer than this, it says what is known. */
const SAME_MS = 2000;

/** The store's time, as far as its answers tell. Its rules are the SDK's: this only hands over what they look at. */
export class Clock {
  private readonly signer = new AwsSdkSigV4Signer();
  private readonly config = { systemClockOffset: 0 };
  /** The header that was read last, and what it says: for a second, all answers have the same. */
  private last: { readonly text: unknown; readonly time: number } = { text: undefined, time: Number.NaN };

  now(): Date {
    return new Date(Date.now() + this.config.systemClockOffset);
  }

  /** Before a request goes out. */
  sending(): Sent {
    const { systemClockOffset: _preRequestSystemClockOffset } = this.config;
    return { config: this.config, _preRequestSystemClockOffset, _requestSentAt: Date.now() };
  }

  answered(sent: Sent, { status, headers }: HttpAnswer): void {
    if (Math.abs(this.timeIn(headers.date) - this.now().getTime()) < SAME_MS) return;
    this.signer.successHandler({ statusCode: status, headers }, sent);
  }

  /** Marks the refusal where it is of a time that is now set right, so that the request is sent again. */
  refused(sent: Sent, refusal: SdkError): SdkError {
    try {
      return this.signer.errorHandler(sent)(refusal);
    } catch {
      // It always throws what it was given.
      return refusal;
    }
  }

  /** In milliseconds since 1970; `NaN` where it says none. */
  private timeIn(text: unknown): number {
    if (text !== this.last.text) this.last = { text, time: Date.parse(String(text)) };
    return this.last.time;
  }
}
