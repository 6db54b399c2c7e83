// What the schema states of everything that can be sent, and whether it can be kept: input fields state a rule or have
// one from their type, arguments and enum values may, and without one they follow where they are used.
import {
  getNamedType, isEnumType, isInputObjectType, isInterfaceType, isObjectType, isScalarType, isUnionType,
} from 'graphql'; // prettier-ignore
import type {
  GraphQLArgument, GraphQLEnumType, GraphQLInputObjectType, GraphQLNamedType, GraphQLSchema,
} from 'graphql'; // prettier-ignore
import { demandedBy, statedOn, whereStated } from './extension.js';
import type { Element } from './extension.js';
import type { Gaps } from './gap.js';
import type { Composite, Field, InputQuestions } from './guard.js';
import { sendableIn, sentIn } from './inputs.js';
import type { AnyOf, Rule } from './rule.js';
import { everyone, format, implies, relationsIn } from './rule.js';
import type { Question } from './scope.js';

/** Looks at an element's words; the policy's own check. */
export type CheckStatement = (element: Readonly<Element>, where: string, rule: Rule | undefined) => void;

/** The rules on inputs of one schema. */
export class InputRules {
  readonly #schema: GraphQLSchema;
  readonly #gaps: Gaps;
  readonly #check: CheckStatement;

  constructor(schema: GraphQLSchema, gaps: Gaps, check: CheckStatement) {
    this.#schema = schema;
    this.#gaps = gaps;
    this.#check = check;
  }

  /** Reports what is not total or stands where nothing would keep it. */
  checkAll(): void {
    for (const type of Object.values(this.#schema.getTypeMap())) {
      if (type.name.startsWith('__')) continue;
      if (isInputObjectType(type)) this.#checkInput(type);
      if (isEnumType(type)) this.#checkEnum(type);
      if (isUnionType(type) || isScalarType(type) || isEnumType(type)) this.#refuseAny(type, type.name);
      if (!isObjectType(type) && !isInterfaceType(type)) continue;
      for (const field of Object.values(type.getFields())) {
        for (const arg of field.args) this.#checkArgument(type, field, arg);
      }
    }
  }

  /** What is asked when something is sent to the field. Relations are decided on records of `recordType`. */
  questionsFor(field: Field, coordinate: string, recordType: string): InputQuestions | undefined {
    const questions = new Map<object, Question>();
    for (const { coordinate: sent, element } of sendableIn(coordinate, field.args)) {
      const anyOf = demandedBy(element);
      if (!implies(everyone, anyOf)) questions.set(element, { coordinate: sent, anyOf, recordType });
    }
    return questions.size > 0 ? questions : undefined;
  }

  /** Whoever may use the field is refused nothing that a default sends in their name. */
  checkDefaults(field: Field, held: AnyOf, questions: InputQuestions): void {
    for (const { element } of sendableIn('', field.args)) {
      if (!('defaultValue' in element) || element.defaultValue === undefined) continue;
      for (const { question } of sentIn([element], questions, { [element.name]: element.defaultValue })) {
        if (implies(held, question.anyOf)) continue;
        this.#gaps.add(
          whereStated(element, question.coordinate),
          `has a default that sends ${question.coordinate} in everyone's name (its rule is ${format(question.anyOf)}); remove the default`,
        );
      }
    }
  }

  #checkInput(type: GraphQLInputObjectType): void {
    const where = whereStated(type, type.name);
    const { rule, ...others } = statedOn(type);
    this.#check(type, where, rule);
    this.#refuseOthers(others, where, []);
    if (rule && rule.kind !== 'inherited')
      this.#gaps.add(where, 'an input type takes @Inherited() only, which speaks for its fields; state rules on them');
    for (const field of Object.values(type.getFields())) {
      const at = whereStated(field, `${type.name}.${field.name}`);
      const { rule: own, ...more } = statedOn(field);
      this.#check(field, at, own);
      this.#refuseOthers(more, at, ['reads', 'laxer']);
      if (own?.kind === 'public')
        this.#gaps.add(at, 'an input field is sent, not read; write @Inherited() where whoever may use the input may');
      if (!own && rule?.kind !== 'inherited')
        this.#gaps.add(at, 'states no rule; write @Authorized(…) or @Inherited()');
    }
  }

  #checkEnum(type: GraphQLEnumType): void {
    const guarded = type.getValues().filter((value) => {
      const coordinate = `${type.name}.${value.name}`;
      const { rule, ...others } = statedOn(value);
      this.#check(value, coordinate, rule);
      this.#refuseOthers(others, coordinate, ['reads', 'laxer']);
      this.#demandOnly(rule, coordinate);
      return rule !== undefined;
    });
    for (const value of guarded) {
      if (value.value === null || Number.isNaN(value.value))
        this.#gaps.add(
          `${type.name}.${value.name}`,
          'has an internal value that cannot be told from others; give it its own',
        );
      const twin = type.getValues().find((one) => one !== value && one.value === value.value);
      if (twin)
        this.#gaps.add(
          `${type.name}.${value.name}`,
          `cannot be told from ${twin.name}, which has the same internal value; give each its own`,
        );
    }
    if (guarded.length === 0) return;
    for (const holder of Object.values(this.#schema.getTypeMap())) {
      if (!isObjectType(holder) && !isInterfaceType(holder)) continue;
      for (const field of Object.values(holder.getFields())) {
        if (getNamedType(field.type) !== type) continue;
        this.#gaps.add(
          `${holder.name}.${field.name}`,
          `returns ${type.name}, of which ${guarded[0]!.name} has a rule: a rule on a value is kept where it is sent; give the field a rule, and return an enum without`,
        );
      }
    }
  }

  #checkArgument(type: Composite, field: Field, arg: GraphQLArgument): void {
    const coordinate = `${type.name}.${field.name}(${arg.name}:)`;
    const where = whereStated(arg, coordinate);
    const { rule, ...others } = statedOn(arg);
    this.#check(arg, where, rule);
    this.#refuseOthers(others, where, ['reads', 'laxer']);
    this.#demandOnly(rule, where);
    for (const parent of type.getInterfaces()) {
      const declared = parent.getFields()[field.name]?.args.find(({ name }) => name === arg.name);
      if (!declared || implies(demandedBy(arg), demandedBy(declared))) continue;
      this.#gaps.add(
        where,
        `is laxer than ${parent.name}.${field.name}(${arg.name}:); demand what it demands: ${format(demandedBy(declared))}`,
      );
    }
  }

  #demandOnly(rule: Rule | undefined, where: string): void {
    if (rule && rule.kind !== 'authorized')
      this.#gaps.add(where, 'follows where it is used unless it demands more; write @Authorized(…) or nothing');
  }

  #refuseOthers(stated: object, where: string, allowed: readonly string[]): void {
    for (const [name, value] of Object.entries(stated)) {
      if (name === 'where' || allowed.includes(name) || value === undefined || value === false) continue;
      this.#gaps.add(where, `states ${name}, which means nothing on what is sent; remove it`);
    }
  }

  #refuseAny(type: GraphQLNamedType, where: string): void {
    if (Object.keys(statedOn(type)).some((name) => name !== 'where'))
      this.#gaps.add(where, 'takes no rule itself; state rules on its members, and on the fields that return it');
  }
}

/** Relations of rules on what is sent to a field, each with the coordinate that names it. */
export function relationsSent(questions: InputQuestions): Question[] {
  return [...questions.values()].filter(({ anyOf }) => relationsIn(anyOf).size > 0);
}
