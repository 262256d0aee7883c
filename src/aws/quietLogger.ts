const silently = (): void => undefined;

/**
 * A logger for the clients of the AWS SDK that says nothing. It has no `info`, since the SDK's logging of calls asks for that one, and
 * copies each input and answer where it is there; the others must be there, since the providers of credentials call them unasked.
 */
export const QUIET_LOGGER = { trace: silently, debug: silently, warn: silently, error: silently };
