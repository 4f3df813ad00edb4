namespace Panta.Learning.Trees;

/// <summary>
/// Grows one decision tree by spark.ml's rules: from the root down, each node on its own rows, until depth, purity, size or gain ends it; then siblings that
/// predict the same are merged.
/// </summary>
/// <param name="problem">What is learned.</param>
/// <param name="bag">How often each row was drawn; 0 leaves it out.</param>
/// <param name="seed">Seed of the draws of features.</param>
/// <param name="threads">Threads to use at most, over features; the tree does not depend on it.</param>
sealed class TreeGrower(TreeProblem problem, double[] bag, ulong seed, int threads)
{
    /// <summary>A node with less work than this is not worth a second thread: rows × features.</summary>
    const long ParallelWork = 100_000;

    readonly BinStatistics _statistics = new(problem, bag);
    readonly double[][] _cells = NewCells(problem, threads);
    int[] _rows = [];
    int[] _scratch = [];

    /// <summary>Grows the tree; costs O(rows × features × depth).</summary>
    public TreeEnsembleBuilder Grow(CancellationToken cancel)
    {
        _rows = [.. Enumerable.Range(0, problem.Rows).Where(row => bag[row] > 0)];
        _scratch = new int[_rows.Length];
        _statistics.Gather(_rows);
        var cell = _statistics.Total(_rows);
        var root = new Node(0, _rows.Length, 0, 1, cell, problem.ImpurityOf(cell));
        GrowFrom(root, cancel);
        root.MergeEqualLeaves(problem);

        var builder = new TreeEnsembleBuilder(problem.Columns.Length, problem.StatsWidth);
        builder.BeginTree();
        Emit(builder, root);
        return builder;
    }

    void GrowFrom(Node root, CancellationToken cancel)
    {
        var open = new Stack<Node>([root]);
        while (open.TryPop(out var node))
        {
            cancel.ThrowIfCancellationRequested();
            if (node.Level == problem.MaxDepth || FindSplit(node) is not { } split) continue;

            node.Split = split;
            var (leftImpurity, rightImpurity) = (problem.ImpurityOf(split.Left), problem.ImpurityOf(split.Right));
            var childrenAreLeaves = node.Level + 1 == problem.MaxDepth || (leftImpurity == 0 && rightImpurity == 0);
            var middle = childrenAreLeaves ? node.Start : Partition(node, split);
            node.Left = new(node.Start, middle, node.Level + 1, 2 * node.Path, split.Left, leftImpurity);
            node.Right = new(middle, node.End, node.Level + 1, 2 * node.Path + 1, split.Right, rightImpurity);
            if (childrenAreLeaves) continue;
            if (rightImpurity != 0) open.Push(node.Right);
            if (leftImpurity != 0) open.Push(node.Left);
        }
    }

    TreeSplit? FindSplit(Node node)
    {
        var features = DrawFeatures(node);
        if (node.Path != 1) _statistics.Gather(_rows.AsSpan(node.Start, node.End - node.Start));
        var search = new SplitSearch(problem, node.Cell, node.Impurity);
        var splits = new TreeSplit?[features.Length];

        void OnFeature(int i, double[] cells)
        {
            if (problem.Columns[features[i]].Bins < 2) return;
            _statistics.Fill(problem.Columns[features[i]], _rows.AsSpan(node.Start, node.End - node.Start), cells);
            splits[i] = search.Find(features[i], cells);
        }

        if (threads == 1 || (long)(node.End - node.Start) * features.Length < ParallelWork)
            for (var i = 0; i < features.Length; i++) OnFeature(i, _cells[0]);
        else
            Parallel.For(0, features.Length, new() { MaxDegreeOfParallelism = threads }, i => OnFeature(i, _cells[i]));

        return splits.Aggregate(default(TreeSplit), (best, split) => split is not null && (best is null || split.Gain > best.Gain) ? split : best);
    }

    /// <summary>The features to try, ascending: all, or a subset that depends on the seed and the node's place in the tree alone.</summary>
    int[] DrawFeatures(Node node)
    {
        var features = Enumerable.Range(0, problem.Columns.Length).ToArray();
        if (problem.FeaturesPerNode >= features.Length) return features;

        var random = SplitMix.Of(seed, (ulong)node.Path);
        for (var i = 0; i < problem.FeaturesPerNode; i++)
        {
            var other = i + random.Next(features.Length - i);
            (features[i], features[other]) = (features[other], features[i]);
        }
        Array.Sort(features, 0, problem.FeaturesPerNode);
        return features[..problem.FeaturesPerNode];
    }

    /// <summary>Moves the rows of the left side before those of the right, each in their order; returns where the right ones start.</summary>
    int Partition(Node node, TreeSplit split)
    {
        var column = problem.Columns[split.Feature];
        var goesLeft = new bool[column.Bins];
        if (split.LeftCategories is { } categories)
            foreach (var category in categories) goesLeft[category] = true;
        else
            goesLeft.AsSpan(0, split.Bin + 1).Fill(true);

        var (left, right) = (node.Start, 0);
        for (var i = node.Start; i < node.End; i++)
        {
            var row = _rows[i];
            _rows[left] = row;
            _scratch[right] = row;
            var isLeft = goesLeft[column[row]];
            left += isLeft ? 1 : 0;
            right += isLeft ? 0 : 1;
        }
        _scratch.AsSpan(0, right).CopyTo(_rows.AsSpan(left));
        return left;
    }

    int Emit(TreeEnsembleBuilder builder, Node node)
    {
        var (value, count) = (problem.Predict(node.Cell), (long)problem.RawCount(node.Cell));
        var index = node.Split is null ? builder.AddLeaf(value, count) : AddInner(builder, node.Split, value, count);
        builder.AddStats(node.Impurity, node.Cell.AsSpan(0, problem.StatsWidth));
        if (node.Split is null) return index;

        builder.SetChildren(index, Emit(builder, node.Left!), Emit(builder, node.Right!));
        return index;
    }

    int AddInner(TreeEnsembleBuilder builder, TreeSplit split, double value, long count)
    {
        var column = problem.Columns[split.Feature];
        if (split.LeftCategories is not { } categories)
            return builder.AddNumeric(split.Feature, column.Thresholds[split.Bin], false, value, split.Gain, count);

        var words = (column.Categories + 63) / 64;
        var (left, known) = (new long[words], new long[words]);
        foreach (var c in categories) left[c / 64] |= 1L << (c % 64);
        for (var c = 0; c < column.Categories; c++) known[c / 64] |= 1L << (c % 64);
        // spark.ml keeps the smaller set and asks for membership in it, so a category it has not seen joins the larger one.
        return builder.AddCategorical(split.Feature, left, known, categories.Length > column.Categories / 2, value, split.Gain, count);
    }

    static double[][] NewCells(TreeProblem problem, int threads)
    {
        var size = problem.Columns.Max(column => column.Bins) * problem.CellWidth;
        return [.. Enumerable.Range(0, threads == 1 ? 1 : problem.Columns.Length).Select(_ => new double[size])];
    }

    /// <summary>A node while its tree grows: rows [start, end) and the cell of their labels.</summary>
    sealed class Node(int start, int end, int level, long path, double[] cell, double impurity)
    {
        public int Start => start;

        public int End => end;

        public int Level => level;

        /// <summary>Place in the tree: 1 is the root, 2p and 2p + 1 the children of p.</summary>
        public long Path => path;

        public double[] Cell => cell;

        public double Impurity => impurity;

        public TreeSplit? Split { get; set; }

        public Node? Left { get; set; }

        public Node? Right { get; set; }

        /// <summary>Makes a leaf of every node whose children are leaves with one prediction.</summary>
        public void MergeEqualLeaves(TreeProblem problem)
        {
            if (Split is null) return;

            Left!.MergeEqualLeaves(problem);
            Right!.MergeEqualLeaves(problem);
            if (Left.Split is not null || Right.Split is not null || problem.Predict(Left.Cell) != problem.Predict(Right.Cell)) return;
            (Split, Left, Right) = (null, null, null);
        }
    }
}
