/** `describe`, `test`, `expect` and so on, as jest puts them in place. */
/// <reference types="jest" />
