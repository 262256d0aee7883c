/**
 * What cognito-local's own types need of the AWS SDK's version 2, in place of that SDK's 900,000 lines of declarations: with those,
 * compiling nothing took 12 s, four fifths of all that the compiler read. `paths` in tsconfig.json leads here; nothing is emitted.
 */
export type AttributeListType = { Name: string; Value?: string }[];
