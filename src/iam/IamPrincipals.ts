import { getOrInsert } from '../maps/getOrInsert';
import { matchKey, type Key, type KeyTemplate } from '../storage/keys';
import { IamPrincipal, type Asked } from './IamPrincipal';
import { PUBLIC, roleSetName, SYSTEM } from './roleSets';
import { publicAccess, publicKeys, readAccess, systemAccess, writeAccess, type StoreRules } from './scopes';

/** The roles of the cloud's in which callers' operations ask the table. Each is worked out when the first of its callers comes. */
export class IamPrincipals {
  readonly everybody: IamPrincipal;
  readonly system: IamPrincipal;
  private readonly publicKeys: readonly KeyTemplate[];
  private readonly made = new Map<string, IamPrincipal>();

  constructor(private readonly rules: StoreRules) {
    this.everybody = new IamPrincipal(PUBLIC, publicAccess(rules));
    this.publicKeys = publicKeys(rules);
    this.system = new IamPrincipal(SYSTEM, systemAccess(rules));
  }

  /** Whether these are items, and attributes of them, that everybody may see. */
  arePublic(keys: readonly Key[], asked: Asked): boolean {
    const isItem = (key: Key): boolean => this.publicKeys.some((template) => matchKey(template, key) !== null);
    return this.everybody.isForEverybody(asked) && keys.every(isItem);
  }

  readers(roles: readonly string[]): IamPrincipal {
    const name = `${roleSetName(roles)}-reads`;
    return getOrInsert(this.made, name, () => new IamPrincipal(name, readAccess(this.rules, roles)));
  }

  writers(roles: readonly string[]): IamPrincipal {
    const name = `${roleSetName(roles)}-writes`;
    return getOrInsert(this.made, name, () => {
      // A set of roles has the policies of each: no statement says what two of them may together.
      const each = roles.map((role) => writeAccess(this.rules, [role]));
      return new IamPrincipal(name, {
        looking: each.flatMap(({ looking }) => looking),
        listing: each.flatMap(({ listing }) => listing),
        requiring: each.flatMap(({ requiring }) => requiring),
        writing: each.flatMap(({ writing }) => writing),
      });
    });
  }
}
