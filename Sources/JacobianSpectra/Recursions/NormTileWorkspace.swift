import DenseLinearAlgebra
import RecurrentCells

/// The factors that ``NormTiles`` multiplies out, in memory that is used again and again.
struct NormTileWorkspace<Scalar: LinearAlgebraScalar>: Sendable {
  var tile = ProductTile<Scalar>()
  /// The Jacobian of a step at hand, then those of the end steps.
  private var jacobians: [BlockMatrix<Scalar>] = []
  private var firstStep = 0
  /// The product of Jacobians that the next factor is a part of.
  private var chain = ScaledMatrix<Scalar>(Matrix(rows: 0, columns: 0))
  private var images = ScaledColumns<Scalar>(rows: 0)
  // Where the next of the two is written.
  private var product = Matrix<Scalar>(rows: 0, columns: 0)
  private var imageProduct = Matrix<Scalar>(rows: 0, columns: 0)

  /// Computes the Jacobians of the end steps.
  mutating func load<Jacobians: JacobianSequence<Scalar>>(
    _ sequence: Jacobians, steps: ClosedRange<Int>, along edges: EdgeSet
  ) throws(TraceError) {
    firstStep = steps.lowerBound
    while jacobians.count <= steps.count { jacobians.append(sequence.makeJacobian()) }
    for step in steps {
      try sequence.writeFiniteJacobian(of: step, along: edges, into: &jacobians[place(of: step)])
    }
  }

  /// Computes the Jacobian of a step before those.
  mutating func load<Jacobians: JacobianSequence<Scalar>>(
    _ sequence: Jacobians, step: Int, along edges: EdgeSet
  ) throws(TraceError) {
    guard step < firstStep else { return }
    try sequence.writeFiniteJacobian(of: step, along: edges, into: &jacobians[0])
  }

  /// Where the Jacobian of a step stands.
  func place(of step: Int) -> Int { max(step - firstStep + 1, 0) }

  /// Writes the wanted rows of J_t ⋯ J_{cut+1}, transposed, for each t of `steps`. For one end step with the cut there
  /// it is the identity, and the chain of the right factors has the wanted rows.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func makeLeftFactors(steps: [Int], cut: Int, target: BlockMatrix<Scalar>) {
    tile.starts.reshape(rows: target.columnCount, columns: steps.count)
    tile.isLeftIdentity = steps == [cut]
    guard !tile.isLeftIdentity else { return }
    var count = 0
    for state in cut + 1...steps.last! {
      if state == cut + 1 {
        jacobians[place(of: state)].writeDense(into: &product)
        chain.matrix.setToTranspose(of: product)
        chain = ScaledMatrix(chain.matrix)
        chain.countUnderflow(of: jacobians[place(of: state)])
      } else {
        jacobians[place(of: state)].multiplyTransposedFromRight(chain.matrix, into: &product)
        takeProduct(with: place(of: state))
      }
      chain.normalize()
      guard steps[count] == state else { continue }
      if tile.left.count == count { tile.left.append(chain) }
      target.multiplyFromRight(chain.matrix, into: &tile.left[count].matrix)
      tile.left[count].inherit(from: chain)
      tile.left[count].normalize()
      count += 1
    }
  }

  /// Begins Pᵀ·(s·u) for `count` end steps and each s of ``ProductTile/imageScales``, zero until their state is
  /// reached.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func startImages(count: Int) {
    let imageCount = ProductTile<Scalar>.imageScales.count * count
    images.columns = Matrix(rows: jacobians[0].rowCount, columns: imageCount)
    images.exponents = Array(repeating: 0, count: imageCount)
  }

  /// Begins the images of one end step: with the same random u whenever that step is asked for.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func startImage(_ place: Int, step: Int, target: BlockMatrix<Scalar>) {
    var random = SeededGenerator(seed: UInt64(step))
    let start = Matrix<Scalar>(
      rows: target.columnCount, columns: 1, columnMajor: random.unitVector(target.columnCount))
    tile.starts.setColumn(place, to: start)
    for (k, scale) in ProductTile<Scalar>.imageScales.enumerated() {
      target.multiply(scale * start, into: &imageProduct)
      images.columns.setColumn(k * tile.starts.columnCount + place, to: imageProduct)
    }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func transportImages(through step: Int) {
    let place = place(of: step)
    multiplyImages(by: jacobians[place], seed: step, into: &imageProduct)
    swap(&images.columns, &imageProduct)
    images.normalize()
  }

  /// product ← `factor`ᵀ·images, and what rounding did where terms have cancelled in the factor. The products of matrices
  /// do not have that: images differ from theirs by as much as it shows.
  private func multiplyImages(
    by factor: BlockMatrix<Scalar>, seed: Int, into product: inout Matrix<Scalar>
  ) {
    factor.multiplyTransposed(images.columns, into: &product)
    guard let terms = factor.cancelledTerms else { return }
    var errors = terms.transposedSizes(ofProductWith: images.columns)
    var random = SeededGenerator(seed: UInt64(seed))
    var signs = [Scalar](repeating: Scalar(Scalar.unitRoundoff), count: errors.rowCount)
    random.turnSigns(of: &signs)
    errors.scaleRows(signs)
    product.add(errors)
  }

  /// Goes one step further back with the product that the right factors are a part of.
  ///
  /// - Parameter target: The rows of the later state that are wanted.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func transportChain(through place: Int, isFirst: Bool, target: BlockMatrix<Scalar>) {
    if isFirst {
      if tile.isLeftIdentity {
        jacobians[place].writeDense(into: &product)
        target.multiplyTransposed(product, into: &chain.matrix)
      } else {
        jacobians[place].writeDense(into: &chain.matrix)
      }
      chain = ScaledMatrix(chain.matrix)
      chain.countUnderflow(of: jacobians[place])
    } else {
      jacobians[place].multiplyFromRight(chain.matrix, into: &product)
      takeProduct(with: place)
    }
    chain.normalize()
  }

  /// The product of the chain with a Jacobian becomes the chain.
  private mutating func takeProduct(with place: Int) {
    swap(&chain.matrix, &product)
    chain.countUnderflow(ofProductOf: product, with: jacobians[place])
  }

  /// Writes B_j, and the images of all end steps.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func makeRightFactor(_ j: Int, source: BlockMatrix<Scalar>, isIdentity: Bool) {
    if tile.right.count == j {
      tile.right.append(chain)
      tile.images.append(images)
    }
    if isIdentity {
      source.writeDense(into: &tile.right[j].matrix)
      tile.right[j] = ScaledMatrix(tile.right[j].matrix)
      tile.right[j].countUnderflow(of: source)
    } else {
      source.multiplyFromRight(chain.matrix, into: &tile.right[j].matrix)
      tile.right[j].inherit(from: chain)
      if source.pickedRows == nil {
        tile.right[j].countUnderflow(ofProductOf: chain.matrix, with: source)
      }
      tile.right[j].normalize()
    }
    multiplyImages(by: source, seed: 0, into: &tile.images[j].columns)
    tile.images[j].exponents = images.exponents
  }
}
