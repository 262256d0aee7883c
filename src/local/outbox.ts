import { appendFile } from 'node:fs/promises';

/** A message that Cognito would have sent by e-mail. */
export interface Message {
  readonly to: string;
  /** Cognito's word for the occasion: `SignUp`, `ResendCode`, `ForgotPassword`, … */
  readonly about: string;
  readonly code: string;
}

export type Deliver = (message: Message) => Promise<void>;

/** Puts messages into a file, one line each, readable by its owner only: codes belong into no log. */
export function outboxAt(file: string): Deliver {
  return async ({ to, about, code }) => {
    await appendFile(file, `${new Date().toISOString()}  ${about} code for ${to}: ${code}\n`, { mode: 0o600 });
  };
}
