import manifest from '../../package.json';

/** Of this program, as its package says it. */
export const VERSION: string = manifest.version;
