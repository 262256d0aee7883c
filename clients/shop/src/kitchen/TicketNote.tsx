import { useState, type SubmitEvent } from 'react';
import type { TicketFragment } from '../../../generated/operations/graphql';
import { formText } from '../api/formText';
import type { TicketActions } from './useTicketActions';

interface Props {
  readonly order: TicketFragment;
  readonly actions: TicketActions;
}

/** What the shop keeps to itself about an order: no guest is shown it. */
export function TicketNote({ order, actions }: Props) {
  const [isOpen, setOpen] = useState(false);
  const { number, internalNote } = order;
  if (isOpen) return <NoteForm order={order} actions={actions} onDone={() => setOpen(false)} />;
  const words = internalNote ? 'Change the note' : 'Add a note';
  return (
    <p className="ticket-note">
      {internalNote ? <span>{internalNote}</span> : null}
      <button
        type="button"
        className="plain small"
        onClick={() => setOpen(true)}
        aria-label={`${words}: order ${number}`}
      >
        {words}
      </button>
    </p>
  );
}

function NoteForm({ order, actions, onDone }: Props & { readonly onDone: () => void }) {
  const save = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    await actions.annotate(formText(event.currentTarget, 'note'));
    onDone();
  };
  return (
    <form onSubmit={(event) => void save(event)}>
      <label>
        Note, which only you see
        <textarea name="note" rows={2} maxLength={500} defaultValue={order.internalNote ?? ''} />
      </label>
      <p className="ticket-buttons">
        <button type="submit" disabled={actions.isBusy}>
          Save
        </button>
        <button type="button" className="plain" onClick={onDone}>
          Leave it
        </button>
      </p>
    </form>
  );
}
