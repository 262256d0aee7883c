import { types } from 'node:util';

/*
 * Jest runs tests in a realm of their own, in which errors that node itself makes (ECONNRESET) are no `Error`: the SDK would take them for
 * something unknown, wrap them, and lose their code. What the tests see is to be what production sees.
 */
const ordinary = Function.prototype[Symbol.hasInstance];

Object.defineProperty(Error, Symbol.hasInstance, {
  value(this: unknown, value: unknown): boolean {
    return ordinary.call(this as typeof Error, value) || (this === Error && types.isNativeError(value));
  },
});
