/** Where the files stand that pages share. */
export const ASSETS_PATH = '/pages';

/** The style sheet of every page of ours. */
export const STYLE_FILE = 'style.css';
