const { addTypenameToDocument } = require('@apollo/client/utilities');

/**
 * Asks for `__typename` where Apollo Client would, so that the trusted documents have it and the client has nothing to add. The client
 * preset's own transform asks for it in the root, too, where it only makes answers longer.
 */
module.exports.transform = ({ documents }) =>
  documents.map((each) => ({ ...each, document: each.document && addTypenameToDocument(each.document) }));
