# Development files that tools/setup has unpacked beside the build, where they could not be installed.
set(PILLARDD_DEPS "${PROJECT_SOURCE_DIR}/build/deps" CACHE PATH "Where tools/setup unpacks packages")
if(EXISTS "${PILLARDD_DEPS}/usr")
  message(STATUS "Using the packages unpacked in ${PILLARDD_DEPS}")
  list(PREPEND CMAKE_PREFIX_PATH "${PILLARDD_DEPS}/usr")
endif()
# clang's OpenMP runtime, where that of another clang is installed in its place.
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  string(REGEX MATCH "^[0-9]+" clang_major "${CMAKE_CXX_COMPILER_VERSION}")
  set(clang_unpacked "${PILLARDD_DEPS}/usr/lib/llvm-${clang_major}/lib")
  if(EXISTS "${clang_unpacked}/libomp.so")
    string(APPEND CMAKE_CXX_FLAGS " -isystem ${clang_unpacked}/clang/${clang_major}/include")
    foreach(kind EXE SHARED)
      string(APPEND CMAKE_${kind}_LINKER_FLAGS " -L${clang_unpacked} -Wl,-rpath,${clang_unpacked}")
    endforeach()
  endif()
endif()
# An installed program finds the libraries it was linked with, wherever they lie.
set(CMAKE_INSTALL_RPATH_USE_LINK_PATH ON)
