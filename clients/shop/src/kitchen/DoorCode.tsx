import { useMutation, useQuery } from '@apollo/client/react';
import { useRef, useState } from 'react';
import { ChangeDoorCodeDocument, DoorCodeDocument, type ShopCardFragment } from '../../../generated/operations/graphql';
import { OrDenied } from '../api/Denied';
import { refusalInWords } from '../api/refusal';
import { QrCode } from './QrCode';

/** The code for the door: whoever scans it is in the shop. Another one makes it worthless. */
export function DoorCode({ shop }: { readonly shop: ShopCardFragment }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOpen, setOpen] = useState(false);
  const open = () => {
    setOpen(true);
    dialog.current?.showModal();
  };
  return (
    <>
      <button type="button" onClick={open}>
        Door code
      </button>
      <dialog ref={dialog} aria-labelledby="door-code" onClose={() => setOpen(false)}>
        <h2 id="door-code">{shop.name}: the code for the door</h2>
        {isOpen ? <Code shopId={shop.id} /> : null}
        <form method="dialog">
          <button type="submit" className="plain">
            Close
          </button>
        </form>
      </dialog>
    </>
  );
}

function Code({ shopId }: { readonly shopId: string }) {
  const { data, error } = useQuery(DoorCodeDocument, { variables: { shopId }, fetchPolicy: 'network-only' });
  const [change, changing] = useMutation(ChangeDoorCodeDocument, {
    variables: { input: { shopId } },
    onError: () => undefined,
  });
  const problem = error ?? changing.error;
  const token = data?.shop?.visitToken;
  return (
    <>
      {problem ? <p role="alert">{refusalInWords(problem)}</p> : null}
      {data ? <OrDenied at="Shop.visitToken">{token ? <Door link={linkOf(token)} /> : null}</OrDenied> : null}
      <p>
        <button type="button" className="danger" disabled={changing.loading} onClick={() => void change()}>
          Make a new code
        </button>{' '}
        <span className="quiet">The one at the door opens nothing from then on.</span>
      </p>
    </>
  );
}

function Door({ link }: { readonly link: string }) {
  return (
    <>
      <QrCode text={link} label="QR code for the door" />
      <p>
        <a href={link} target="_blank" rel="noreferrer">
          Open the menu as a guest
        </a>
      </p>
    </>
  );
}

/** In the fragment: no server, no log and no proxy is told it. */
function linkOf(token: string): string {
  return `${location.origin}/#visit=${encodeURIComponent(token)}`;
}
