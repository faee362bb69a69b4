// The reverb with its recursions unrolled by four frames, as in the engine.
#include "reverb.h"
#include "vectors.h"

static inline f32x4 shift2(f32x4 x, f32x4 fill) { return __builtin_shuffle(fill, x, (i32x4){2, 3, 4, 5}); }

// Two frames of a one-pole from their inputs already scaled by a: the pole is passed once per two frames.
static inline f32x4 pole(f32x4 scaled, f32 b, f32x4 powers, f32x4 before) {
    return powers * __builtin_shuffle(before, (i32x4){2, 3, 2, 3}) + (b * shift2(scaled, splat(0)) + scaled);
}

static void band_pass(Reverb *r, const f32 *restrict left, const f32 *restrict right, f32 *restrict out_left, f32 *restrict out_right) {
    const f32 ha = r->high_a, hb = 1 - ha, la = r->low_a, lb = 1 - la;
    const f32x4 hb2 = {hb, hb, hb * hb, hb * hb}, lb2 = {lb, lb, lb * lb, lb * lb};
    f32x4 high = {0, 0, r->high[0], r->high[1]}, low = {0, 0, r->low[0], r->low[1]};
    for (int n = 0; n < BLOCK; n += 4) {
        const f32x4 l = load(left + n), x = load(right + n);
        high = pole(ha * __builtin_shuffle(l, x, (i32x4){0, 4, 1, 5}), hb, hb2, high);
        low = pole(la * high, lb, lb2, low);
        const f32x4 y0 = high - low;
        high = pole(ha * __builtin_shuffle(l, x, (i32x4){2, 6, 3, 7}), hb, hb2, high);
        low = pole(la * high, lb, lb2, low);
        const f32x4 y1 = high - low;
        store(out_left + n, __builtin_shuffle(y0, y1, (i32x4){0, 2, 4, 6}) + 1e-18f);
        store(out_right + n, __builtin_shuffle(y0, y1, (i32x4){1, 3, 5, 7}) + 1e-18f);
    }
    r->high[0] = high[2], r->high[1] = high[3], r->low[0] = low[2], r->low[1] = low[3];
}

// 1/(1−p·z⁻¹) = (1 + p·z⁻¹)(1 + p²·z⁻²) / (1 − p⁴·z⁻⁴): a vector depends only on the whole vector before it.
static void absorb(Reverb *r, const f32 *const *lines, f32 (*restrict rows)[BLOCK]) {
    for (int line = 0; line < LINES; line += 2) {
        const f32 *a = lines[line], *b = lines[line + 1];
        const f32 gain_a = r->gain[line], pole_a = r->pole[line], gain_b = r->gain[line + 1], pole_b = r->pole[line + 1];
        const f32 past_a = gain_a * pole_a, square_a = pole_a * pole_a, fourth_a = square_a * square_a;
        const f32 past_b = gain_b * pole_b, square_b = pole_b * pole_b, fourth_b = square_b * square_b;
        f32x4 y_a = load(r->state[line]), y_b = load(r->state[line + 1]);
        f32x4 old_a = load(r->old[line]), old_b = load(r->old[line + 1]);
        for (int n = 0; n < BLOCK; n += 4) {
            const f32x4 new_a = gain_a * load(a + n) + past_a * load(a + n - 1), new_b = gain_b * load(b + n) + past_b * load(b + n - 1);
            y_a = fourth_a * y_a + (square_a * shift2(new_a, old_a) + new_a);
            y_b = fourth_b * y_b + (square_b * shift2(new_b, old_b) + new_b);
            old_a = new_a, old_b = new_b;
            store(rows[line] + n, y_a + y_b);
            store(rows[line + 1] + n, y_a - y_b);
        }
        store(r->state[line], y_a);
        store(r->state[line + 1], y_b);
        store(r->old[line], old_a);
        store(r->old[line + 1], old_b);
    }
}
