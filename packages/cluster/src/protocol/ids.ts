/**
 * Names of the things that messages speak of: strings that the compiler keeps apart.
 *
 * The scheduler hands out all of them but the recipe's hash, so none can be claimed twice.
 */
declare const brand: unique symbol;
type Id<Brand extends string> = string & { readonly [brand]: Brand };

/** One worker process, from its `hello` to its end; never used again: `w1`. */
export type WorkerId = Id<'worker'>;
/** One open fit on one scheduler: `f1`. */
export type FitId = Id<'fit'>;
/** One try at a shard on one worker: `a1`. */
export type AttemptId = Id<'attempt'>;
/** SHA-256 of a recipe's canonical text, 64 lower-case hex digits. */
export type RecipeHash = Id<'recipe'>;

/** Brands a string that is known to be a worker's name. */
export const workerId = (text: string): WorkerId => text as WorkerId;
/** Brands a string that is known to be a fit's name. */
export const fitId = (text: string): FitId => text as FitId;
/** Brands a string that is known to be an attempt's name. */
export const attemptId = (text: string): AttemptId => text as AttemptId;
/** Brands a string that is known to be a recipe's hash. */
export const recipeHashId = (text: string): RecipeHash => text as RecipeHash;
