/** Who has no visit token sees no menu: what they can do about it. */
export function AtTheDoor({ problem }: { readonly problem?: string }) {
  return (
    <main className="door">
      <svg viewBox="0 0 48 48" aria-hidden="true">
        <path d="M6 6h14v14H6zM28 6h14v14H28zM6 28h14v14H6zM11 11h4v4h-4zM33 11h4v4h-4zM11 33h4v4h-4zM28 28h5v5h-5zM37 28h5v5h-5zM33 33h4v4h-4zM28 37h5v5h-5zM37 37h5v5h-5z" />
      </svg>
      <h1>Welcome</h1>
      {problem === undefined ? <p>Scan the code at the door of the shop to see what it sells.</p> : null}
      {problem === undefined ? null : <p role="alert">{problem}</p>}
      <p className="quiet">
        Is the shop yours? The code is in your <a href="/kitchen/">kitchen display</a>.
      </p>
    </main>
  );
}
