import access from './releases/0.2.0/access.json';

/** The access table of the last release. `npm run schema -- --release <version>` takes down the present one in its place. */
export const lastReleasedAccess = access;
