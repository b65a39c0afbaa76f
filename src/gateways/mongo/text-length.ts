/**
 * The net below the forms: at most so many characters as people count them. Mongoose counts UTF-16 units, of which a
 * character has two at most.
 */
export function atMost(characters: number) {
  return { maxlength: 2 * characters };
}
