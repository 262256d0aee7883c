const { configureGlobal } = require('fast-check');

// A counterexample kills a mutant however long it is: nobody looks at a short one.
configureGlobal({ endOnFailure: true });
