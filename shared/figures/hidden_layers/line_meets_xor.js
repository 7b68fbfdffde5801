// The twin of line_meets_xor.py.

import { NO_BREAK, PERCENT, fixed, written } from "../../engine/words.js";

const POINTS = [[0, 0], [0, 1], [1, 0], [1, 1]];
const CLASSES = [0, 1, 1, 0];
const ANGLES = Array.from({ length: 361 }, (_, angle) => angle);

const radians = (degrees) => (degrees * Math.PI) / 180;
const normalAt = (angle) => [Math.cos(radians(angle)), Math.sin(radians(angle))];

function correctAt(angle, offset) {
  const [a, b] = normalAt(angle);
  return POINTS.map(([x, y], i) => (a * (x - 0.5) + b * (y - 0.5) - offset > 1e-12) === (CLASSES[i] === 1));
}

const share = (correct) => (100 * correct.filter(Boolean).length) / 4;
const columns = (points) => [points.map(([x]) => x), points.map(([, y]) => y)];

export const twin = () => {
  const say = ({ angle, offset }) => {
    const [a, b] = normalAt(angle);
    const correct = correctAt(angle, offset);
    const foot = [0.5 + offset * a, 0.5 + offset * b];
    const from = (along, over) => [foot[0] - along * b + over * a, foot[1] + along * a + over * b];
    const wrong = POINTS.filter((_, i) => !correct[i]);
    return {
      marks: {
        "class 1": columns([from(-4, 0), from(4, 0), from(4, 6), from(-4, 6), from(-4, 0)]),
        line: columns([from(-4, 0), from(4, 0)]),
        normal: columns([from(0, 0), from(0, 0.2)]),
        foot: columns([foot]),
        wrong: columns(wrong),
        shares: [ANGLES, ANGLES.map((angle) => share(correctAt(angle, offset)))],
        here: [[angle], [share(correct)]],
      },
      words:
        `Normal at ${angle}°, offset ${written(offset)}: ${4 - wrong.length} of 4 points are ` +
        `classified correctly, ${fixed(share(correct), 0)}${PERCENT}; wrong: ${listed(wrong)}.`,
    };
  };
  say.taken = { foot: through };
  return say;
};

function listed(points) {
  const names = points.map((point) => `(${point.join(`,${NO_BREAK}`)})`);
  const last = names.pop();
  return names.length ? `${names.join(", ")} and ${last}` : last;
}

// The line nearest to where it is whose nearest point to the centre is (x, y).
function through(x, y, { angle }) {
  const distance = Math.hypot(x - 0.5, y - 0.5);
  const direction = (Math.atan2(y - 0.5, x - 0.5) * 180) / Math.PI;
  const turn = (to) => ((((to - angle) % 360) + 540) % 360) - 180;
  const isBehind = Math.abs(turn(direction)) > 90;
  const turned = direction + (isBehind ? 180 : 0);
  const offset = isBehind ? -distance : distance;
  return distance < 0.02 ? { offset: 0 } : { angle: ((turned % 360) + 360) % 360, offset };
}
