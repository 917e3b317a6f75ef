# Development files that tools/setup has unpacked beside the build, where they could not be installed.
set(PILLARDD_DEPS "${PROJECT_SOURCE_DIR}/build/deps" CACHE PATH "Where tools/setup unpacks packages")
if(EXISTS "${PILLARDD_DEPS}/usr")
  message(STATUS "Using the packages unpacked in ${PILLARDD_DEPS}")
  list(PREPEND CMAKE_PREFIX_PATH "${PILLARDD_DEPS}/usr")
endif()
# An installed program finds the libraries it was linked with, wherever they lie.
set(CMAKE_INSTALL_RPATH_USE_LINK_PATH ON)
