/** The description of a version that is sent along with a change. */
export function seenVersion(what: string): string {
  return (
    `The version of the ${what} that the caller has seen. If the ${what} has another one by now, nothing is changed and the error ` +
    'is `CONFLICT`. Leave it out to change it in any case.'
  );
}
