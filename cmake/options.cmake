# Compile options shared by every target of the project.
add_library(pillardd_options INTERFACE)
add_library(pillardd::options ALIAS pillardd_options)
set_target_properties(pillardd_options PROPERTIES EXPORT_NAME options)
target_compile_features(pillardd_options INTERFACE cxx_std_20)
target_compile_definitions(pillardd_options INTERFACE EIGEN_MPL2_ONLY)
target_include_directories(pillardd_options INTERFACE
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/pillardd>)
target_compile_options(pillardd_options INTERFACE $<BUILD_INTERFACE:-ffp-contract=off>)
if(PILLARDD_INVARIANTS)
  target_compile_definitions(pillardd_options INTERFACE PILLARDD_INVARIANTS)
endif()
if(PILLARDD_FP_TRAPS)
  target_compile_definitions(pillardd_options INTERFACE PILLARDD_FP_TRAPS)
endif()

# Of the vector kernels in ddd/elasticity alone; run.json records it beside the flags of all else.
set(PILLARDD_KERNEL_FLAGS -ffp-contract=fast)

# Warnings stay private to the project: they are not exported.
add_library(pillardd_warnings INTERFACE)
target_compile_options(pillardd_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
  $<$<BOOL:${PILLARDD_WARNINGS_AS_ERRORS}>:-Werror>)

# pillardd_library(<room> SOURCES ... [PUBLIC libs...] [PRIVATE libs...]): one static library a room, pillardd::<room>.
function(pillardd_library room)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(pillardd_${room} STATIC ${ARG_SOURCES})
  add_library(pillardd::${room} ALIAS pillardd_${room})
  set_target_properties(pillardd_${room} PROPERTIES EXPORT_NAME ${room})
  target_link_libraries(pillardd_${room}
    PUBLIC pillardd_options Eigen3::Eigen ${ARG_PUBLIC}
    PRIVATE $<BUILD_INTERFACE:pillardd_warnings> ${ARG_PRIVATE})
  set_property(GLOBAL APPEND PROPERTY PILLARDD_LIBRARIES pillardd_${room})
endfunction()
