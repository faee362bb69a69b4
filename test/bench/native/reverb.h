// What both reverbs share: the room's tuning, its delay lines, and the loops that the compiler turns into vectors by itself.
// A file that includes this defines the two loops with recursions in them: `band_pass` and `absorb`.
#ifndef REVERB_H
#define REVERB_H

#include "effect.h"
#include <math.h>
#include <string.h>

#define BLOCK 64
#define LINES 16
#define STAGES 4
// Frames of a delay line repeated behind its last, and frames before a tap that may be read as well.
#define GUARD 128
#define HISTORY 12
#define LEAST_FRAMES 73
#define DIFFUSION 0.62f

// Delay lines that share one write position.
typedef struct {
    f32 *frames;
    int length, stride, write;
} Bank;

typedef struct {
    f32 dry, same, cross, high_a, low_a;
    // States of the band limits, left and right.
    f32 high[2], low[2];
    int pre_delay, clock, wander;
    int diffusers[2 * STAGES], lengths[LINES];
    f32 gain[LINES], pole[LINES];
    // Each line's last four frames behind the pole and, where recursions are unrolled, before it.
    f32 state[LINES][4], old[LINES][4];
    Bank before, diffusion, network;
} Reverb;

// High cut and then low cut, one pole each, and the offset that keeps the room out of subnormal numbers.
static void band_pass(Reverb *r, const f32 *restrict left, const f32 *restrict right, f32 *restrict out_left, f32 *restrict out_right);

// Filters the lines' output and takes the first of the four steps of the Hadamard transform: sums and differences of pairs.
static void absorb(Reverb *r, const f32 *const *lines, f32 (*restrict rows)[BLOCK]);

static void bank_init(Bank *bank, int count, int longest) {
    bank->length = (longest + GUARD + HISTORY + BLOCK - 1) / BLOCK * BLOCK;
    bank->stride = bank->length + GUARD + 16;
    bank->frames = allocate((unsigned long)count * bank->stride * sizeof(f32));
}

static inline f32 *bank_head(const Bank *bank, int row) { return bank->frames + row * bank->stride + bank->write; }

static inline const f32 *bank_tap(const Bank *bank, int row, int delay) {
    int at = bank->write - delay;
    if (at < HISTORY) at += bank->length;
    return bank->frames + row * bank->stride + at;
}

static void bank_advance(Bank *bank, int count) {
    if (bank->write < GUARD)
        for (int row = 0; row < count; row++) memcpy(bank_head(bank, row) + bank->length, bank_head(bank, row), BLOCK * sizeof(f32));
    bank->write += BLOCK;
    if (bank->write >= bank->length) bank->write = 0;
}

// The coefficient of a one-pole low-pass whose −3 dB point lies exactly at `frequency`.
static f32 one_pole(double frequency, double sample_rate) {
    if (frequency >= 0.49 * sample_rate) return 1;
    const double c = 1 - cos(2 * M_PI * frequency / sample_rate);
    return sqrt(c * (c + 2)) - c;
}

// The pole of a filter that loses `loss` at the angle whose cosine is `cosine`.
static double absorption_pole(double loss, double cosine) {
    const double a = 1 - loss * loss, b = 1 - loss * loss * cosine;
    return a < 1e-7 ? 0 : (b - sqrt(fmax(b * b - a * a, 0))) / a;
}

static int next_prime(int from) {
    for (int candidate = from | 1;; candidate += 2) {
        int divisor = 3;
        while (divisor * divisor <= candidate && candidate % divisor) divisor += 2;
        if (divisor * divisor > candidate) return candidate;
    }
}

void *effect_create(f32 rate) {
    static const f32 diffuser_seconds[] = {0.00187f, 0.00203f, 0.00331f, 0.00367f, 0.00523f, 0.00481f, 0.00839f, 0.00787f};
    Reverb *r = allocate(sizeof(Reverb));
    const f32 size = parameter("room_size"), scale = 0.35f + 0.65f * size;
    const double seconds = 0.3 * pow(20, size), ratio = pow(10, -parameter("damping")), cosine = cos(2 * M_PI * fmin(5000 / rate, 0.45));
    const double mix = parameter("wet_dry") * M_PI / 2, width = parameter("width");

    for (int at = 0; at < 2 * STAGES; at++) r->diffusers[at] = fmax((int)(diffuser_seconds[at] * rate), LEAST_FRAMES + at);
    int length = LEAST_FRAMES;
    for (int rank = 0; rank < LINES; rank++) {
        length = next_prime(fmax((int)(scale * 0.02f * powf(0.085f / 0.02f, rank / 15.0f) * rate), length + 1));
        r->lengths[(rank * 7 + 3) & (LINES - 1)] = length;
    }
    for (int line = 0; line < LINES; line++) {
        const double octaves = -9.965784284662087 / (seconds * rate) * r->lengths[line], pole = absorption_pole(exp2(octaves * (1 / ratio - 1)), cosine);
        r->pole[line] = pole;
        r->gain[line] = 0.25 * exp2(octaves) * (1 - pole);
    }

    // The level at which sound spread over the five octaves from 250 Hz up is as loud wet as dry.
    const double trip = -9.965784284662087 * scale * 0.065 / log(0.085 / 0.02) / seconds;
    const double p = absorption_pole(exp2(trip * (1 / ratio - 1)), cosine);
    double power = 0;
    for (int octave = 0; octave < 5; octave++) {
        const double angle = fmin(2 * M_PI * 250 * (1 << octave) / rate, M_PI);
        const double square = exp2(2 * trip) * (1 - p) * (1 - p) / (1 + p * p - 2 * p * cos(angle));
        power += square / (1 - square);
    }
    const double spread = sin(mix) * sqrt(2.5 / power) * sqrt(0.5 / (1 + width * width));
    r->dry = cos(mix), r->same = spread * (1 + width), r->cross = spread * (1 - width);
    r->high_a = one_pole(parameter("high_freq"), rate), r->low_a = one_pole(parameter("low_freq"), rate);
    r->pre_delay = lroundf(parameter("pre_delay") * rate);
    r->wander = fmax(1, lroundf(0.00025f * rate));

    bank_init(&r->before, 2, 0.5f * rate + BLOCK);
    bank_init(&r->diffusion, 2 * STAGES, 0.01f * rate + 2 * STAGES + LEAST_FRAMES);
    bank_init(&r->network, LINES, 0.0853f * rate + LINES + 80 + LEAST_FRAMES);
    return r;
}

// Schroeder's allpass, in place.
static void diffuse(Reverb *r, int row, f32 *restrict samples) {
    const f32 *restrict tap = bank_tap(&r->diffusion, row, r->diffusers[row]);
    f32 *restrict head = bank_head(&r->diffusion, row);
    for (int n = 0; n < BLOCK; n++) {
        const f32 old = tap[n], new = samples[n] - DIFFUSION * old;
        head[n] = new;
        samples[n] = old + DIFFUSION * new;
    }
}

// A line whose tap wanders: a triangle in steps of one frame per `pace` blocks, interpolated linearly.
static void wander(const Reverb *r, int line, f32 *restrict to) {
    const int pace = 16 + (3 * line + 1) / 2, half = r->wander * pace, at = (r->clock + 37 * line * line) % (2 * half);
    const int falls = at >= half, from = falls ? 2 * half - at : at, whole = (falls ? from - 1 : from) / pace;
    const f32 drift = (falls ? -1.0f : 1.0f) / pace / BLOCK, fraction = (f32)(from - whole * pace) / pace;
    const f32 *restrict tap = bank_tap(&r->network, line, r->lengths[line] + whole);
    for (int n = -8; n < BLOCK; n++) to[n] = tap[n] + (fraction + drift * n) * (tap[n - 1] - tap[n]);
}

// The other three steps of the transform for the lines of one parity, whose inputs go back into them.
static void scatter(Reverb *r, int parity, f32 (*restrict rows)[BLOCK], const f32 *restrict left, const f32 *restrict right, f32 *restrict out) {
    f32 *heads[8];
    for (int k = 0; k < 8; k++) heads[k] = bank_head(&r->network, parity + 2 * k);
    const f32 sign = parity ? -1 : 1;
#pragma GCC ivdep
    for (int n = 0; n < BLOCK; n++) {
        const f32 sent = left[n] + sign * right[n];
        const f32 x0 = rows[parity][n] + sent, x1 = rows[parity + 2][n], x2 = rows[parity + 4][n], x3 = rows[parity + 6][n];
        const f32 x4 = rows[parity + 8][n], x5 = rows[parity + 10][n], x6 = rows[parity + 12][n], x7 = rows[parity + 14][n];
        const f32 a0 = x0 + x1, a1 = x0 - x1, a2 = x2 + x3, a3 = x2 - x3, a4 = x4 + x5, a5 = x4 - x5, a6 = x6 + x7, a7 = x6 - x7;
        const f32 b0 = a0 + a2, b1 = a1 + a3, b2 = a0 - a2, b3 = a1 - a3, b4 = a4 + a6, b5 = a5 + a7, b6 = a4 - a6, b7 = a5 - a7;
        heads[0][n] = b0 + b4, heads[1][n] = b1 + b5, heads[2][n] = b2 + b6, heads[3][n] = b3 + b7;
        heads[4][n] = b0 - b4, heads[5][n] = b1 - b5, heads[6][n] = b2 - b6, heads[7][n] = b3 - b7;
        out[n] = b1 - b5 - sent;
    }
}

static void mix_room(const Reverb *r, const f32 *restrict left, const f32 *restrict right, f32 (*restrict room)[BLOCK], f32 *restrict out_left,
                     f32 *restrict out_right) {
    const f32 dry = r->dry, same = r->same, cross = r->cross;
    for (int n = 0; n < BLOCK; n++) {
        out_left[n] = same * room[0][n] + (cross * room[1][n] + dry * left[n]);
        out_right[n] = same * room[1][n] + (cross * room[0][n] + dry * right[n]);
    }
}

void effect_process(void *effect, const f32 *left, const f32 *right, f32 *out_left, f32 *out_right) {
    Reverb *r = effect;
    f32 sent[2][BLOCK], room[2][BLOCK], rows[LINES][BLOCK], read[LINES][HISTORY + BLOCK];
    const f32 *lines[LINES];
    for (int frame = 0; frame < QUANTUM; frame += BLOCK) {
        r->clock++;
        memcpy(bank_head(&r->before, 0), left + frame, BLOCK * sizeof(f32));
        memcpy(bank_head(&r->before, 1), right + frame, BLOCK * sizeof(f32));
        bank_advance(&r->before, 2);
        band_pass(r, bank_tap(&r->before, 0, r->pre_delay + BLOCK), bank_tap(&r->before, 1, r->pre_delay + BLOCK), sent[0], sent[1]);
        for (int stage = 0; stage < 2 * STAGES; stage++) diffuse(r, stage, sent[stage & 1]);
        bank_advance(&r->diffusion, 2 * STAGES);
        for (int line = 0; line < LINES; line++) {
            const int wanders = line == 1 || line == 6 || line == 11 || line == 12;
            if (wanders) wander(r, line, read[line] + HISTORY);
            lines[line] = wanders ? read[line] + HISTORY : bank_tap(&r->network, line, r->lengths[line]);
        }
        absorb(r, lines, rows);
        scatter(r, 0, rows, sent[0], sent[1], room[0]);
        scatter(r, 1, rows, sent[0], sent[1], room[1]);
        bank_advance(&r->network, LINES);
        mix_room(r, left + frame, right + frame, room, out_left + frame, out_right + frame);
    }
}

#endif
