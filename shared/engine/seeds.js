// NumPy's SeedSequence: whole numbers in, well mixed words of 32 bits out.

// A whole number as words of 32 bits, lowest first.
function wordsOf(number) {
  const words = [];
  let rest = BigInt(number);
  do words.push(Number(rest & 0xffffffffn));
  while ((rest >>= 32n));
  return words;
}

function hasher(constant, factor) {
  return (value) => {
    const mixed = value ^ constant;
    constant = Math.imul(constant, factor);
    const hashed = Math.imul(mixed, constant);
    return hashed ^ (hashed >>> 16);
  };
}

function mix(x, y) {
  const mixed = Math.imul(0xca01f9dd, x) - Math.imul(0x4973f715, y);
  return mixed ^ (mixed >>> 16);
}

// A seed is a whole number or a list of them; a spawn key tells the children of a seed apart.
export function seedWords(seed, spawnKey, count) {
  const entropy = [seed].flat().flatMap(wordsOf);
  if (spawnKey.length) while (entropy.length < 4) entropy.push(0);
  entropy.push(...spawnKey.flatMap(wordsOf));
  const hash = hasher(0x43b0d7e5, 0x931e8875);
  const pool = [0, 1, 2, 3].map((i) => hash(entropy[i] ?? 0));
  for (let from = 0; from < 4; from++) {
    for (let to = 0; to < 4; to++) if (from !== to) pool[to] = mix(pool[to], hash(pool[from]));
  }
  for (const word of entropy.slice(4)) {
    for (let to = 0; to < 4; to++) pool[to] = mix(pool[to], hash(word));
  }
  const draw = hasher(0x8b51f9dd, 0x58f38ded);
  return Array.from({ length: count }, (_, i) => draw(pool[i % 4]) >>> 0);
}
