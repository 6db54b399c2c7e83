// The rules of an SDL, read back from its directives: what two revisions of `schema/schema.graphql` are compared by.
import { Kind, parse, valueFromASTUntyped } from 'graphql';
import type {
  ConstDirectiveNode, DefinitionNode, EnumValueDefinitionNode, FieldDefinitionNode, InputValueDefinitionNode,
  NamedTypeNode,
} from 'graphql'; // prettier-ignore

/** Clauses of which one must hold; all words of a clause. The empty clause holds for whoever gets that far. */
export type Clauses = readonly (readonly string[])[];

/** What an SDL says of one coordinate. */
export interface StatedText {
  /** What whoever is meant by the empty clause has already: nothing, an object of the type, the field of the argument. */
  readonly holder: 'anyone' | 'holder' | 'user';
  readonly anyOf: Clauses;
  /** On a type: which records exist for whom; without one, all for all. */
  readonly visible?: Clauses;
  readonly audited: boolean;
  readonly subject?: string;
  /** What it may be laxer than, and why. */
  readonly exemption?: { readonly names: readonly string[]; readonly reason: string };
}

/**
 * Coordinate → what is stated, for types with fields and for everything that can be read or sent. What `extend` adds is
 * the type's own; what interfaces demand of a type, and audit, is said of the type too.
 */
export function readPolicyText(sdl: string): Map<string, StatedText> {
  const types = new Map<string, TypeText>();
  for (const definition of parse(sdl).definitions) collect(definition, types);
  const found = new Map<string, StatedText>();
  for (const type of types.values()) readType(type, types, found);
  return found;
}

type Member = FieldDefinitionNode | InputValueDefinitionNode | EnumValueDefinitionNode;

/** A definition with all of its extensions. */
interface TypeText {
  readonly name: string;
  readonly holds: 'fields' | 'inputs' | 'values';
  readonly directives: ConstDirectiveNode[];
  readonly interfaces: string[];
  readonly members: Member[];
}

function collect(definition: DefinitionNode, types: Map<string, TypeText>): void {
  switch (definition.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
    case Kind.OBJECT_TYPE_EXTENSION:
    case Kind.INTERFACE_TYPE_EXTENSION:
      return add('fields', definition, definition.fields, types);
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
    case Kind.INPUT_OBJECT_TYPE_EXTENSION:
      return add('inputs', definition, definition.fields, types);
    case Kind.ENUM_TYPE_DEFINITION:
    case Kind.ENUM_TYPE_EXTENSION:
      return add('values', definition, definition.values, types);
    default:
  }
}

interface Part {
  readonly name: { readonly value: string };
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
  readonly interfaces?: readonly NamedTypeNode[] | undefined;
}

function add(
  holds: TypeText['holds'],
  { name: { value: name }, directives = [], interfaces = [] }: Part,
  members: readonly Member[] = [],
  types: Map<string, TypeText>,
): void {
  let type = types.get(name);
  if (!type) types.set(name, (type = { name, holds, directives: [], interfaces: [], members: [] }));
  type.directives.push(...directives);
  type.interfaces.push(...interfaces.map((parent) => parent.name.value));
  type.members.push(...members);
}

function readType(type: TypeText, types: ReadonlyMap<string, TypeText>, found: Map<string, StatedText>): void {
  const { name, holds, directives, members } = type;
  const ofType = wordOf(directives);
  if (holds === 'fields') found.set(name, textOf(directives, entryOf(type, types)));
  for (const member of members) {
    const coordinate = `${name}.${member.name.value}`;
    if (holds !== 'fields') readSent(coordinate, member, holds === 'inputs' ? ofType : undefined, found);
    else readField(coordinate, member as FieldDefinitionNode, type, types, found);
  }
}

function readField(
  coordinate: string,
  { name, directives = [], arguments: args = [] }: FieldDefinitionNode,
  type: TypeText,
  types: ReadonlyMap<string, TypeText>,
  found: Map<string, StatedText>,
): void {
  const ofType = wordOf(type.directives);
  const spoken = ofType && ofType.holder !== 'rule' ? ofType : nobody;
  const text = textOf(directives, wordOf(directives) ?? spoken);
  const above = parentsOf(type, types).flatMap(({ members }) => members.filter((one) => one.name.value === name.value));
  const audited = [{ directives }, ...above].some((one) => directiveOf(one.directives ?? [], 'audited'));
  found.set(coordinate, { ...text, audited });
  for (const arg of args) readSent(`${coordinate}(${arg.name.value}:)`, arg, undefined, found);
}

/** A type's own entry rule, which demands what its interfaces do; where it states none, what all of them demand. */
function entryOf(type: TypeText, types: ReadonlyMap<string, TypeText>): Word | undefined {
  const own = wordOf(type.directives);
  if (own?.holder === 'rule') return own;
  const above = parentsOf(type, types).flatMap(({ directives }) => wordOf(directives) ?? []);
  const rules = above.filter(({ holder }) => holder === 'rule').map(({ anyOf }) => anyOf);
  if (rules.length === 0) return undefined;
  return { holder: 'rule', anyOf: rules.reduce((left, right) => left.flatMap((a) => right.map((b) => [...a, ...b]))) };
}

function parentsOf({ interfaces }: TypeText, types: ReadonlyMap<string, TypeText>): TypeText[] {
  return interfaces.flatMap((name) => types.get(name) ?? []);
}

/** Arguments and enum values follow the field where they are used, unless they say otherwise. */
function readSent(
  coordinate: string,
  { directives = [] }: Pick<InputValueDefinitionNode, 'directives'>,
  ofType: Word | undefined,
  found: Map<string, StatedText>,
): void {
  const { anyOf } = wordOf(directives) ?? ofType ?? { anyOf: [[]] };
  found.set(coordinate, { ...textOf(directives, { holder: 'inherited', anyOf }), holder: 'user' });
}

interface Word {
  readonly holder: 'rule' | 'inherited' | 'public';
  readonly anyOf: Clauses;
}

const nobody: Word = { holder: 'rule', anyOf: [] };

function wordOf(directives: readonly ConstDirectiveNode[]): Word | undefined {
  const rule = directiveOf(directives, 'authorized');
  if (rule) return { holder: 'rule', anyOf: clausesOf(rule) };
  if (directiveOf(directives, 'public')) return { holder: 'public', anyOf: [[]] };
  return directiveOf(directives, 'inherited') ? { holder: 'inherited', anyOf: [[]] } : undefined;
}

function textOf(directives: readonly ConstDirectiveNode[], word: Word | undefined): StatedText {
  const visible = directiveOf(directives, 'visible');
  const subject = directiveOf(directives, 'subject');
  const reads = directiveOf(directives, 'reads');
  const reason = argumentOf(reads, 'laxer');
  const names = [argumentOf(reads, 'names') ?? []].flat().map(String).sort();
  return {
    holder: word?.holder === 'public' ? 'anyone' : 'holder',
    anyOf: word?.anyOf ?? [[]],
    ...(visible && { visible: clausesOf(visible) }),
    audited: directiveOf(directives, 'audited') !== undefined,
    ...(subject && { subject: `${String(argumentOf(subject, 'type'))} ${String(argumentOf(subject, 'id'))}` }),
    ...(typeof reason === 'string' && { exemption: { names, reason } }),
  };
}

function directiveOf(directives: readonly ConstDirectiveNode[], name: string): ConstDirectiveNode | undefined {
  return directives.find((directive) => directive.name.value === name);
}

function argumentOf(directive: ConstDirectiveNode | undefined, name: string): unknown {
  const value = directive?.arguments?.find((argument) => argument.name.value === name)?.value;
  return value && valueFromASTUntyped(value);
}

/** A clause of one word may stand as the word alone. */
function clausesOf(directive: ConstDirectiveNode): Clauses {
  const anyOf = argumentOf(directive, 'anyOf');
  return [anyOf].flat().map((clause) => [clause].flat().map(String));
}
