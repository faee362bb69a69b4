// Times one effect on a signal read from a file, and writes what came out, so that it can be compared with the engine.
//
//   effect INPUT OUTPUT SAMPLE_RATE REPEATS id=value …
//
// INPUT and OUTPUT hold float32: all of the left channel, then all of the right. The first pass over the input starts
// from silence and is the one written; REPEATS further passes are timed, and their nanoseconds per quantum printed.
#define _POSIX_C_SOURCE 200809L
#include "effect.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static char **arguments;

static void fail(const char *what, const char *which) {
    fprintf(stderr, "expected %s, got none: %s\n", what, which);
    exit(1);
}

f32 parameter(const char *id) {
    const size_t length = strlen(id);
    for (char **argument = arguments; *argument; argument++)
        if (strncmp(*argument, id, length) == 0 && (*argument)[length] == '=') return strtof(*argument + length + 1, NULL);
    fail("a parameter", id);
    return 0;
}

void *allocate(unsigned long bytes) {
    const size_t whole = (bytes + 63) & ~63UL;
    void *memory = aligned_alloc(64, whole);
    if (!memory) fail("memory", "allocate");
    return memset(memory, 0, whole);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e9 + time.tv_nsec;
}

/** The quantum is copied in and out, as the engine's host does. */
static void pass(void *effect, const f32 *input, f32 *output, long frames) {
    static f32 left[QUANTUM] __attribute__((aligned(64))), right[QUANTUM] __attribute__((aligned(64)));
    static f32 out_left[QUANTUM] __attribute__((aligned(64))), out_right[QUANTUM] __attribute__((aligned(64)));
    for (long frame = 0; frame + QUANTUM <= frames; frame += QUANTUM) {
        memcpy(left, input + frame, sizeof left);
        memcpy(right, input + frames + frame, sizeof right);
        effect_process(effect, left, right, out_left, out_right);
        memcpy(output + frame, out_left, sizeof out_left);
        memcpy(output + frames + frame, out_right, sizeof out_right);
    }
}

int main(int count, char **words) {
    if (count < 5) fail("INPUT OUTPUT SAMPLE_RATE REPEATS", "arguments");
    arguments = words + 5;
    FILE *file = fopen(words[1], "rb");
    if (!file) fail("an input file", words[1]);
    fseek(file, 0, SEEK_END);
    const long frames = ftell(file) / (2 * (long)sizeof(f32));
    rewind(file);
    f32 *input = allocate(2 * frames * sizeof(f32));
    f32 *output = allocate(2 * frames * sizeof(f32));
    if (fread(input, 2 * sizeof(f32), frames, file) != (size_t)frames) fail("whole frames", words[1]);
    fclose(file);

    void *effect = effect_create(strtof(words[3], NULL));
    pass(effect, input, output, frames);
    file = fopen(words[2], "wb");
    if (!file || fwrite(output, 2 * sizeof(f32), frames, file) != (size_t)frames) fail("a writable output file", words[2]);
    fclose(file);

    for (int repeat = atoi(words[4]); repeat > 0; repeat--) {
        const double started = now();
        pass(effect, input, output, frames);
        printf("%.1f\n", (now() - started) / (frames / QUANTUM));
    }
    return 0;
}
