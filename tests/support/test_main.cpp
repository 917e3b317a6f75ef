#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#if defined(__SANITIZE_ADDRESS__)
#define PILLARDD_LEAKS_WATCHED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define PILLARDD_LEAKS_WATCHED
#endif
#endif

#ifdef PILLARDD_LEAKS_WATCHED
/// fontconfig, below cairo, keeps its font list until the process ends: 645 bytes, whatever is drawn.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libfontconfig\n"; }
#endif
