// What type-graphql recorded of classes when it built a schema, as far as rules need it.
import { getMetadataStorage } from 'type-graphql';
import { lineage } from './declaration.js';
import type { Class, Declaration } from './declaration.js';
import { statedIn } from '../extension.js';
import type { Stated } from '../extension.js';

type Metadata = ReturnType<typeof getMetadataStorage>;

/** A method that resolves a field. */
export interface Method {
  readonly target: Class;
  readonly methodName: string;
}

interface FieldResolver extends Method {
  readonly objectType: Class;
  readonly schemaName: string;
}

/** A reading of that storage, taken when it is made. */
export class Storage {
  readonly #metadata: Metadata = getMetadataStorage();
  readonly #fieldResolvers: readonly FieldResolver[] = fieldResolversOf(this.#metadata);

  /** The classes that declare a type of this name, an input type included. */
  classesOf(typeName: string): Class[] {
    const { objectTypes, interfaceTypes, inputTypes } = this.#metadata;
    return [...objectTypes, ...interfaceTypes, ...inputTypes]
      .filter(({ name }) => name === typeName)
      .map(({ target }) => target as Class);
  }

  handlersOf(operation: 'query' | 'mutation' | 'subscription', fieldName: string): Method[] {
    const { queries, mutations, subscriptions } = this.#metadata;
    return { query: queries, mutation: mutations, subscription: subscriptions }[operation]
      .filter(({ schemaName }) => schemaName === fieldName)
      .map(({ target, methodName }) => ({ target: target as Class, methodName }));
  }

  /** Methods of resolver classes for a field of one of these types. */
  fieldResolversFor(types: readonly Class[], fieldName: string): Method[] {
    return this.#fieldResolvers.filter(
      ({ objectType, schemaName }) => schemaName === fieldName && types.includes(objectType),
    );
  }

  /** Whether a method of the class itself resolves the field. */
  isComputed(target: Class, fieldName: string): boolean {
    return this.#metadata.fieldResolvers.some(
      (resolver) => resolver.kind === 'internal' && resolver.target === target && resolver.schemaName === fieldName,
    );
  }

  /** The members of a class that declare a field. */
  membersFor(target: Class, fieldName: string): string[] {
    return this.#metadata.fields
      .filter((field) => field.target === target && field.schemaName === fieldName)
      .map(({ name }) => name);
  }

  /** The name of the object or interface type that a class declares. */
  typeNameOf(target: Class): string | undefined {
    const types = [...this.#metadata.objectTypes, ...this.#metadata.interfaceTypes];
    return types.find((type) => type.target === target)?.name;
  }

  /** The argument that a parameter declares with @Arg. */
  argumentAt(target: Class, methodName: string, index: number): string | undefined {
    const param = this.#params(target, methodName).find((one) => one.index === index);
    return param?.kind === 'arg' ? param.name : undefined;
  }

  /** The classes of @Args parameters of a method. */
  argumentClassesOf(target: Class, methodName: string): Class[] {
    return this.#params(target, methodName).flatMap((param) =>
      param.kind === 'args' ? [param.getType() as Class] : [],
    );
  }

  /** Whether a parameter of the method is filled by this function. */
  takes(target: Class, methodName: string, resolver: unknown): boolean {
    return this.#params(target, methodName).some((param) => param.kind === 'custom' && param.resolver === resolver);
  }

  /** The name of the registered enum. */
  enumNameOf(enumeration: object): string | undefined {
    return this.#metadata.enums.find(({ enumObj }) => enumObj === enumeration)?.name;
  }

  /** Whether it is a class of some schema of the process. */
  isKnown(target: Class): boolean {
    const { objectTypes, interfaceTypes, inputTypes, argumentTypes } = this.#metadata;
    const { resolverClasses, queries, mutations, fieldResolvers } = this.#metadata;
    const types = [...objectTypes, ...interfaceTypes, ...inputTypes, ...argumentTypes];
    const known = [...types, ...resolverClasses, ...queries, ...mutations, ...fieldResolvers];
    return known.some((metadata) => metadata.target === target);
  }

  /** The parameters of a method, those that it inherits included. */
  #params(target: Class, methodName: string) {
    const declaring = lineage(target).find((at) => Object.hasOwn(at.prototype as object, methodName)) ?? target;
    return this.#metadata.params.filter((param) => param.target === declaring && param.methodName === methodName);
  }

  /** Where type-graphql's own @Authorized stands. */
  foreign(): Pick<Declaration, 'target' | 'member'>[] {
    const { authorizedFields, authorizedResolver } = this.#metadata;
    return [
      ...authorizedFields.map(({ target, fieldName }) => ({ target: target as Class, member: fieldName })),
      ...authorizedResolver.map(({ target }) => ({ target: target as Class })),
    ];
  }

  /** What @Extensions states. type-graphql lets one class's extensions replace another's; here all of them speak. */
  extensions(): Declaration[] {
    const { classExtensions, fieldExtensions } = this.#metadata;
    return [...classExtensions, ...fieldExtensions].flatMap((entry) => {
      const stated = statedIn(entry.extensions) as Stated | undefined;
      const member = 'fieldName' in entry ? { member: entry.fieldName as string } : {};
      return stated === undefined ? [] : [{ target: entry.target as Class, stated, ...member }];
    });
  }
}

/** Field resolvers with the types that they resolve for; one on an abstract class serves the types of its subclasses. */
function fieldResolversOf(metadata: Metadata): FieldResolver[] {
  return metadata.fieldResolvers
    .filter(({ kind }) => kind === 'external')
    .flatMap(({ target, methodName, schemaName }) =>
      typesOf(metadata, target as Class).map((objectType) => ({
        target: target as Class,
        methodName,
        objectType,
        schemaName,
      })),
    );
}

function typesOf(metadata: Metadata, target: Class): Class[] {
  const resolvers = metadata.resolverClasses.filter((candidate) => lineage(candidate.target as Class).includes(target));
  return resolvers.flatMap((resolver) => {
    try {
      return [resolver.getObjectType() as Class];
    } catch {
      return []; // type-graphql's way to say that the class names no object type
    }
  });
}
