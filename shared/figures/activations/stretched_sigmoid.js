// The twin of stretched_sigmoid.py.

const z = Array.from({ length: 161 }, (_, i) => -4 + i / 20);
const sigmoid = (z) => 1 / (1 + Math.exp(-z));

export const twin = () => ({ k }) => {
  const stretched = z.map((z) => 2 * sigmoid(k * z) - 1);
  const difference = z.map((z, i) => stretched[i] - Math.tanh(z));
  return {
    marks: { stretched: [z, stretched], difference: [z, difference], start: [[k], [0]] },
    words: `k = ${k}`,
  };
};
