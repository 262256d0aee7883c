import { ROLES } from './accessTable';
import { effectiveAuth, isRule, type Sdl, type SdlField, type SdlGrant, type SdlType } from './schemaText';

/** No field of any type may show these, and no input may take them. */
const HIDDEN = ['riskScore', 'platformNotes', 'supplierContract', 'marketingProfile', 'accessCode'];
/** Nobody writes these, through any input. */
const UNWRITABLE = [
  ...['commissionRate', 'platformFee', 'total', 'lineTotal', 'unitPrice', 'unitCost', 'visitSerial'],
  ...['owner', 'ownerId', 'customerId', 'guestSessionId'],
  ...['placedAt', 'createdAt', 'updatedAt', 'archivedAt', 'memberSince'],
  ...HIDDEN,
];
const SENTENCE = /Visible to: [^.]*\./g;

/** What in an SDL breaks the laws that hold for every type and field, a line each; nothing where all is well. */
export function auditSdl(sdl: Sdl): string[] {
  return [...sdl.values()].flatMap((type) => [
    ...typeWithoutRule(type),
    ...descriptionProblems(type.name, type.description, type.kind === 'object' ? type : { auth: null, mfa: false }),
    ...[...type.fields.values()].flatMap((field) => fieldProblems(sdl, type, field)),
  ]);
}

function typeWithoutRule({ name, kind, auth }: SdlType): string[] {
  return kind !== 'root' && auth === null ? [`${name}: expected @auth on the type`] : [];
}

function fieldProblems(sdl: Sdl, type: SdlType, field: SdlField): string[] {
  const auth = effectiveAuth(type, field);
  const { mfa } = field.auth === null ? type : field;
  return [
    ...(auth === null ? [`${field.coordinate}: expected @auth on it or on its type`] : []),
    ...(type.kind === 'root' && !isRule(field.auth) ? [`${field.coordinate}: expected roles on a root field`] : []),
    ...(type.kind === 'input' ? [] : descriptionProblems(field.coordinate, field.description, { auth, mfa })),
    ...(type.kind === 'object' || type.kind === 'root' ? nullabilityProblems(sdl, type, field) : []),
    ...redeclarationProblems(sdl, type, field),
    ...nameProblems(type, field),
  ];
}

/** The sentence says what the directive says, stands once, and stands last; a value as visible as its parent has none. */
function descriptionProblems(
  place: string,
  description: string,
  { auth, mfa }: Pick<SdlField, 'auth' | 'mfa'>,
): string[] {
  const found = description.match(SENTENCE) ?? [];
  const expected = isRule(auth) ? [sentenceOf(auth, mfa)] : [];
  if (found.join() !== expected.join()) {
    return [`${place}: expected the description to say "${expected.join()}", found "${found.join()}"`];
  }
  return description.endsWith(expected.join()) ? [] : [`${place}: expected "${expected.join()}" to stand last`];
}

function sentenceOf(grants: readonly SdlGrant[], mfa: boolean): string {
  const parts = ROLES.flatMap((role) => grants.filter((grant) => grant.role === role)).map(({ role, condition }) =>
    condition === 'always' ? role : `${role} (${condition})`,
  );
  return `Visible to: ${parts.join(', ')}${mfa ? '; with a second factor where the deployment requires one' : ''}.`;
}

/** A `null` must have somewhere to go. */
function nullabilityProblems(sdl: Sdl, type: SdlType, field: SdlField): string[] {
  if (!field.isNonNull) return [];
  const target = sdl.get(field.namedType);
  const mayBeAbsent = target?.kind === 'interface' || (isRule(target?.auth) && !isOpenToAll(target.auth));
  return [
    ...(isDeniable(type, field) ? [`${field.coordinate}: expected a nullable type, since it can be denied`] : []),
    ...(mayBeAbsent && !field.isList
      ? [`${field.coordinate}: expected a nullable type, since the ${field.namedType} may be absent`]
      : []),
  ];
}

/** Whether somebody who sees the object may be refused the field. Everybody sees a root. */
function isDeniable(type: SdlType, { auth, mfa }: SdlField): boolean {
  if (!isRule(auth)) return false;
  if (mfa && !type.mfa) return true;
  if (type.kind === 'root') return !isOpenToAll(auth);
  if (!isRule(type.auth)) return !isOpenToAll(auth);
  return !type.auth.every((wide) => auth.some((narrow) => covers(narrow, wide)));
}

function covers(grant: SdlGrant, other: SdlGrant): boolean {
  return grant.role === other.role && (grant.condition === 'always' || grant.condition === other.condition);
}

function isOpenToAll(auth: readonly SdlGrant[]): boolean {
  return ROLES.every((role) => auth.some((grant) => grant.role === role && grant.condition === 'always'));
}

/** A field is the same field whatever interface it is selected through. */
function redeclarationProblems(sdl: Sdl, type: SdlType, field: SdlField): string[] {
  const name = field.coordinate.slice(type.name.length + 1);
  return type.interfaces
    .map((each) => sdl.get(each)?.fields.get(name))
    .filter((declared) => declared !== undefined && JSON.stringify(declared.auth) !== JSON.stringify(field.auth))
    .map(
      (declared) => `${field.coordinate}: expected the rule of ${String(declared?.coordinate)}, which it redeclares`,
    );
}

function nameProblems({ kind, name }: SdlType, { coordinate }: SdlField): string[] {
  const field = coordinate.slice(name.length + 1);
  return [
    ...(kind !== 'input' && HIDDEN.includes(field) ? [`${coordinate}: shows a hidden attribute`] : []),
    ...(kind === 'input' && UNWRITABLE.includes(field) ? [`${coordinate}: takes what nobody may write`] : []),
  ];
}
