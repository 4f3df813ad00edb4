using Panta.Data.Schemas;
using Panta.Learning.Pipelines;

namespace Panta.Learning.Trees;

/// <summary>Checks of parameters and columns before a row is read; each problem is a sentence, all are reported together.</summary>
static class ColumnChecks
{
    public static IEnumerable<string> Vector(Schema schema, string name, string role) =>
        schema.Find(name) is not { } field ? [Missing(schema, name, role)]
        : field.Type != DataType.Vector ? [$"The {role} column '{name}' holds {field.Type}, not vectors: assemble it first (VectorAssembler)."] : [];

    public static IEnumerable<string> Numeric(Schema schema, string name, string role) =>
        schema.Find(name) is not { } field ? [Missing(schema, name, role)]
        : !field.Type.IsNumeric ? [$"The {role} column '{name}' holds {field.Type}, not numbers: index or parse it first."] : [];

    /// <summary>Names of columns to add; empty ones are not added.</summary>
    public static IEnumerable<string> Outputs(Schema schema, params string[] names) =>
        names.Where(name => name.Length > 0 && schema.Contains(name)).Select(name => $"Column '{name}' is there already: choose another name for the output, or drop that column first.")
            .Concat(names.Where(name => name.Length > 0).GroupBy(name => name).Where(group => group.Count() > 1).Select(group => $"Two outputs are called '{group.Key}': rename one."));

    /// <summary>Checks the stage's parameters, then its columns.</summary>
    /// <exception cref="ArgumentException">There are problems; the message names all of that kind.</exception>
    public static void Require(IStage stage, params IEnumerable<string> problems)
    {
        Parameters.Check(stage);
        var found = problems.ToList();
        if (found.Count > 0) throw new ArgumentException($"{stage.GetType().Name}: {string.Join(" ", found)}");
    }

    static string Missing(Schema schema, string name, string role) =>
        $"The {role} column '{name}' is not there. Columns: {string.Join(", ", schema.Names.Take(30))}{(schema.Count > 30 ? ", …" : "")}.";
}
