import { useState, type SubmitEvent } from 'react';
import { formText } from '../api/formText';
import { refusalInWords } from '../api/refusal';
import type { OwnerSession, Step } from './OwnerSession';

/** E-mail and password; then the code of the authenticator, where the account has one. */
export function SignIn({ session }: { readonly session: OwnerSession }) {
  const [step, setStep] = useState<Step | null>(null);
  const [isBusy, setBusy] = useState(false);
  const challenge = step?.is === 'code' ? step.challenge : null;
  const send = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const text = (name: string) => formText(form, name);
    setBusy(true);
    const asked =
      challenge === null ? session.signIn(text('email'), text('password')) : session.answer(challenge, text('code'));
    setStep(await asked.catch((error: unknown): Step => ({ is: 'refused', message: refusalInWords(error) })));
    setBusy(false);
  };
  return (
    <main className="door">
      <h1>Kitchen display</h1>
      <p>For the owner of a shop.</p>
      <form className="sign-in" onSubmit={(event) => void send(event)}>
        {challenge === null ? <Password /> : <Code />}
        {step?.is === 'refused' ? (
          <p role="alert" className="problem">
            {step.message}
          </p>
        ) : null}
        <button type="submit" className="primary" disabled={isBusy}>
          {isBusy ? 'One moment…' : 'Sign in'}
        </button>
      </form>
    </main>
  );
}

function Password() {
  return (
    <>
      <label>
        E-mail
        <input name="email" type="email" required autoComplete="username" />
      </label>
      <label>
        Password
        <input name="password" type="password" required autoComplete="current-password" />
      </label>
    </>
  );
}

function Code() {
  return (
    <label>
      The six digits that your authenticator shows
      <input name="code" inputMode="numeric" pattern="\d{6}" required autoComplete="one-time-code" />
    </label>
  );
}
